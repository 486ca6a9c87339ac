namespace RcFleet.Cars;

/// <summary>What an ended session gives back to its code; kept until the code has it.</summary>
[Immutable, GenerateSerializer, Alias("rc.settlement")]
internal sealed record Settlement(
    [property: Id(0)] string Code,
    [property: Id(1)] string SessionId,
    [property: Id(2)] long UnusedMs)
{
    /// <summary>Never shows the code.</summary>
    public override string ToString() => $"Settlement {{ SessionId = {SessionId}, UnusedMs = {UnusedMs} }}";
}
