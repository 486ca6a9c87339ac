using RcFleet.VirtualCar.Controller;
using RcFleet.VirtualCar.Diagnostics;
using RcFleet.VirtualCar.Physics;
using RcFleet.VirtualCar.Track;
using RcFleet.VirtualCar.Wire;

namespace RcFleet.VirtualCar;

/// <summary>Controller, motor, battery and radio of one car behind one lock. Time is handed in, in monotonic ms.</summary>
internal sealed class SimulatedCar(ControllerSettings settings, CarPose start)
{
    private readonly Lock _gate = new();
    private readonly CarController _controller = new(settings);
    private readonly CarPhysics _physics = new(RaceTrack.Shared, start);
    private readonly Battery _battery = new();
    private long _steppedAt;
    private long _ignored;

    public RefusalCounters DriveFrames => _controller.Refusals;

    public long Ignored => Interlocked.Read(ref _ignored);

    public void Received(long nowMs, ServerMessage message)
    {
        lock (_gate)
        {
            switch (message)
            {
                case DriveMessage drive: _controller.Drive(nowMs, drive); break;
                case SessionMessage session: _controller.Session(nowMs, session); break;
                case StopMessage stop: _controller.Stop(stop); break;
                case ResumeMessage resume: _controller.Resume(resume); break;
                case SessionEndedMessage ended: _controller.SessionEnded(ended); break;
                case RegisteredMessage registered: _controller.Registered(nowMs, registered); break;
                case MalformedMessage { Type: "drive" }: _controller.DriveMalformed(); break;
                case IgnoredMessage: Interlocked.Increment(ref _ignored); break;
            }
        }
    }

    public void LinkClosed()
    {
        lock (_gate) _controller.LinkClosed();
    }

    /// <summary>Moves the car to this moment and returns what the pins carry.</summary>
    public (ControllerOutput Output, TracePoint Trace) Tick(long nowMs, long timestamp)
    {
        lock (_gate)
        {
            var dt = Math.Clamp((nowMs - _steppedAt) / 1000.0, 0, 0.1);
            _steppedAt = nowMs;
            var output = _controller.Output(nowMs);
            var throttle = _battery.Empty ? 0 : output.Throttle;
            _physics.Step(throttle, output.Steering, dt);
            _battery.Step(throttle, charging: !_controller.InSession(nowMs), dt);
            return (output, new TracePoint(
                timestamp, nowMs, output.Throttle, output.Neutral, _physics.Speed, _controller.Epoch, _controller.AckSeq ?? 0));
        }
    }

    public TelemetryMessage Telemetry(long nowMs)
    {
        lock (_gate)
        {
            var output = _controller.Output(nowMs);
            return new TelemetryMessage(
                _battery.Millivolts, _battery.Percent, Rssi(), _controller.Epoch, _controller.AckSeq ?? 0,
                _controller.AckAgeMs(nowMs), output.Armed, output.Neutral, Math.Round(_physics.Speed, 2));
        }
    }

    public CarState State(long nowMs)
    {
        lock (_gate)
        {
            return new CarState(
                _physics.Pose, _physics.Speed, _physics.Servo, _physics.Odometer, _controller.Output(nowMs),
                _controller.Latched, _controller.InSession(nowMs), _controller.Epoch, _controller.AckSeq,
                _battery.Millivolts, _battery.Percent, Rssi());
        }
    }

    private int Rssi() => Radio.Rssi(_physics.Pose, RaceTrack.Shared.Start.X, RaceTrack.Shared.Start.Y);
}
