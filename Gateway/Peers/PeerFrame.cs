using RcFleet.Cars;
using RcFleet.Devices;

namespace RcFleet.Gateway.Peers;

/// <summary>One frame, its fields as far as its type has them.</summary>
/// <param name="Type">What it says.</param>
/// <param name="Handle">The way that it is about, a number that the dialler chose.</param>
/// <param name="SentMs">Beat, drive: when it was sent, on the sender's monotonic clock.</param>
/// <param name="Seq">Drive: the sequence. Stop: drives up to it are void.</param>
/// <param name="AgeMs">Drive: the age that the sender measured.</param>
/// <param name="Steering">Drive: -1 to 1.</param>
/// <param name="Throttle">Drive: -1 to 1.</param>
/// <param name="Reason">Stop: why.</param>
/// <param name="Claim">Open: what it claims.</param>
/// <param name="Telemetry">State: the report.</param>
internal readonly record struct PeerFrame(
    PeerFrameType Type,
    uint Handle = 0,
    uint SentMs = 0,
    uint Seq = 0,
    int AgeMs = 0,
    float Steering = 0,
    float Throttle = 0,
    StopReason Reason = StopReason.Driver,
    DirectClaim? Claim = null,
    DeviceTelemetry? Telemetry = null);
