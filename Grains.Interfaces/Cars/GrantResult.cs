namespace RcFleet.Cars;

/// <summary>The answer to a <see cref="GrantRequest"/>.</summary>
/// <param name="Outcome">What became of it.</param>
/// <param name="Session">The session, when there is one.</param>
/// <param name="Token">The session token, shown this once; see <see cref="SessionToken"/>.</param>
[Immutable, GenerateSerializer, Alias("rc.grant-result")]
public sealed record GrantResult(
    [property: Id(0)] GrantOutcome Outcome,
    [property: Id(1)] SessionInfo? Session = null,
    [property: Id(2)] string? Token = null)
{
    /// <summary>Never shows the token.</summary>
    public override string ToString() => $"GrantResult {{ Outcome = {Outcome}, Session = {Session} }}";
}
