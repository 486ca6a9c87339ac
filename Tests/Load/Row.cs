namespace RcFleet.Load;

/// <summary>One measured figure.</summary>
internal sealed record Row(string What, double Value, string Unit);
