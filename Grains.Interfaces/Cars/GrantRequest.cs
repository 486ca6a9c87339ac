namespace RcFleet.Cars;

/// <summary>Asks for a car's lease.</summary>
/// <param name="Code">The rental code in its canonical form, or null for an operator.</param>
[Immutable, GenerateSerializer, Alias("rc.grant-request")]
public sealed record GrantRequest([property: Id(0)] string? Code)
{
    /// <summary>Never shows the code.</summary>
    public override string ToString() => Code is null ? "GrantRequest of an operator" : "GrantRequest with a code";
}
