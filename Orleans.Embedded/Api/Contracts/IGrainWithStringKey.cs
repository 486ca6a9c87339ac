namespace Orleans;

/// <summary>A grain whose key is a string: non-empty and not white space only.</summary>
public interface IGrainWithStringKey : IGrain;
