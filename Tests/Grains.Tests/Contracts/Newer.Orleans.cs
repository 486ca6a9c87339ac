using System.Collections.Immutable;

namespace RcFleet.Contracts;

/// <summary><see cref="Older"/> as a newer version knows it.</summary>
[Immutable, GenerateSerializer, Alias("rc.test.newer")]
public sealed record Newer([property: Id(0)] int Number, [property: Id(1)] string Text, [property: Id(2)] string? More = null, [property: Id(3)] ImmutableList<int>? Numbers = null);
