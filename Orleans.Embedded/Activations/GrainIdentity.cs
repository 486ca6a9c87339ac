namespace Orleans.Embedded;

/// <summary>One grain among all: its class and its key.</summary>
internal readonly record struct GrainIdentity(GrainClass Class, string Key);
