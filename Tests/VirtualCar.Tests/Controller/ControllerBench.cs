using RcFleet.VirtualCar.Controller;
using RcFleet.VirtualCar.Wire;

namespace RcFleet.VirtualCar.Tests;

/// <summary>A controller on a bench: messages in by hand, time in by hand.</summary>
internal sealed class ControllerBench
{
    public CarController Controller { get; } = new();

    /// <summary>Armed at 1000 in epoch 3, seq 1 taken; t equals arrival.</summary>
    public static ControllerBench Armed()
    {
        var bench = new ControllerBench();
        bench.Receive(0, new RegisteredMessage(1763800000, 2000, 250, 150, null, null, false));
        bench.Receive(900, new SessionMessage(3, 3000, 1));
        Assert.Equal(DriveRefusal.Accepted, bench.Drive(1000, 1, 0));
        return bench;
    }

    public DriveRefusal Drive(long at, uint seq, double throttle, uint epoch = 3, long? t = null) =>
        Controller.Drive(at, new DriveMessage(epoch, seq, unchecked((uint)(t ?? at)), 0, throttle));

    public DriveRefusal? Receive(long at, ServerMessage message)
    {
        switch (message)
        {
            case DriveMessage drive: return Controller.Drive(at, drive);
            case MalformedMessage { Type: "drive" or "" }: return Controller.DriveMalformed();
            case SessionMessage session: Controller.Session(at, session); break;
            case StopMessage stop: Controller.Stop(stop); break;
            case ResumeMessage resume: Controller.Resume(resume); break;
            case SessionEndedMessage ended: Controller.SessionEnded(ended); break;
            case RegisteredMessage registered: Controller.Registered(at, registered); break;
        }

        return null;
    }
}
