namespace RcFleet.Cars;

/// <summary>WebRTC signaling, passed through unread.</summary>
/// <param name="Json">One JSON object, as it goes to the receiver; at most 16 KiB of UTF-8.</param>
[Immutable, GenerateSerializer, Alias("rc.signal")]
public sealed record SignalMessage([property: Id(0)] string Json);
