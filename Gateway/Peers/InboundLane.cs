using RcFleet.Cars;
using RcFleet.Devices;
using RcFleet.Gateway.Devices;

namespace RcFleet.Gateway.Peers;

/// <summary>One way of another gateway's driver to a controller here.</summary>
internal sealed class InboundLane(InboundOutbox outbox, uint handle, DirectSeat seat, long epoch) : IDirectHolder
{
    private volatile int _way;

    /// <summary>The report that waits for the socket. Guarded by the outbox.</summary>
    public byte[]? Report { get; set; }

    /// <summary>Asks the controller's connection to let it in.</summary>
    public bool Open(DirectClaim claim, string fromGateway) => (_way = seat.Open(claim, fromGateway, this)) != 0;

    /// <summary>One command, made at <paramref name="originMs"/> of this gateway's clock. False when the way is closed.</summary>
    public bool Drive(in PeerFrame frame, long originMs) =>
        seat.Drive(_way, new DriveCommand(epoch, frame.Seq, originMs, frame.Steering, frame.Throttle));

    /// <summary>Stops the car.</summary>
    public void Stop(uint afterSeq, StopReason reason) => seat.Stop(_way, afterSeq, reason);

    /// <summary>The driver's gateway is done with it.</summary>
    public void Leave() => seat.Close(_way, this);

    /// <summary>The link is gone.</summary>
    public void Lost() => seat.Lost(_way, this);

    /// <inheritdoc />
    public void Closed() => outbox.Answer(PeerFrameType.Closed, handle);

    /// <inheritdoc />
    public void State(DeviceTelemetry telemetry) => outbox.State(this, PeerFrames.State(handle, telemetry, outbox.TakesSpeed));
}
