namespace RcFleet.Gateway.Admin;

/// <summary>Whether a process is ready.</summary>
/// <param name="Code">Why it is not, for programs; null when it is.</param>
/// <param name="Sentence">The same for people.</param>
/// <param name="Cars">How many cars there are, if it had to look.</param>
internal sealed record ReadinessAnswer(string? Code, string Sentence, int? Cars = null);
