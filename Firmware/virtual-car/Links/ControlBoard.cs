using RcFleet.VirtualCar.Wire;

namespace RcFleet.VirtualCar.Links;

/// <summary>The control board: hands what the server says to the car, and says when telemetry is due.</summary>
internal sealed class ControlBoard(SimulatedCar car) : IDeviceBoard
{
    private readonly Lock _gate = new();
    private readonly TelemetryPacer _pacer = new();
    private int _heartbeatMs = 2000;

    /// <summary>Sends telemetry. Set once, before the link starts.</summary>
    public Action<byte[]> Send { get; set; } = _ => { };

    public void Received(long nowMs, ServerMessage message)
    {
        car.Received(nowMs, message);
        if (message is RegisteredMessage registered)
        {
            lock (_gate)
            {
                _heartbeatMs = registered.HeartbeatMs ?? _heartbeatMs;
                _pacer.Reset();
            }
        }

        // A change must be told at once; a drive frame seldom changes anything, and the next tick is near.
        if (message is not DriveMessage) Report(nowMs);
    }

    public void Closed(long nowMs) => car.LinkClosed();

    /// <summary>Sends telemetry if it is due.</summary>
    public void Report(long nowMs)
    {
        var state = car.State(nowMs);
        lock (_gate)
            if (!_pacer.Due(nowMs, state.Output.Neutral, state.Output.Armed, state.InSession, _heartbeatMs))
                return;
        Send(DeviceMessages.Serialize(car.Telemetry(nowMs)));
    }
}
