namespace RcFleet.Contracts;

/// <summary>A message as an older version knows it.</summary>
[Immutable, GenerateSerializer, Alias("rc.test.older")]
public sealed record Older([property: Id(0)] int Number, [property: Id(1)] string Text);
