namespace RcFleet.Cars;

/// <summary>
/// Bytes of one session through the server, by rung and direction: WebSocket messages with their frame headers, without
/// TCP, TLS, pings and close frames. In is towards the server. Video by a direct rung is in none of them.
/// </summary>
/// <param name="RelayIn">Frames from the camera.</param>
/// <param name="RelayOut">Frames to viewers.</param>
/// <param name="ControlIn">Commands from the driver, telemetry from the boards.</param>
/// <param name="ControlOut">Commands to the controller, state to the driver.</param>
/// <param name="SignalingIn">WebRTC signaling to the server.</param>
/// <param name="SignalingOut">WebRTC signaling from the server.</param>
[Immutable, GenerateSerializer, Alias("rc.traffic")]
public sealed record Traffic(
    [property: Id(0)] long RelayIn,
    [property: Id(1)] long RelayOut,
    [property: Id(2)] long ControlIn,
    [property: Id(3)] long ControlOut,
    [property: Id(4)] long SignalingIn,
    [property: Id(5)] long SignalingOut)
{
    /// <summary>None.</summary>
    public static Traffic Nothing { get; } = new(0, 0, 0, 0, 0, 0);

    /// <summary>The sum.</summary>
    public static Traffic operator +(Traffic one, Traffic other) => new(
        one.RelayIn + other.RelayIn,
        one.RelayOut + other.RelayOut,
        one.ControlIn + other.ControlIn,
        one.ControlOut + other.ControlOut,
        one.SignalingIn + other.SignalingIn,
        one.SignalingOut + other.SignalingOut);
}
