using System.Collections.Immutable;
using RcFleet.Devices;

namespace RcFleet.Cars;

/// <summary>A car as others see it at this moment: the lobby, operators, who holds the session, who drives. Pure.</summary>
/// <param name="carId">The car.</param>
/// <param name="lease">Its lease, metered.</param>
/// <param name="boards">Its connected boards.</param>
internal readonly struct CarView(string carId, Lease lease, BoardSlots boards)
{
    /// <summary>For the lobby.</summary>
    public CarSummary Summary() =>
        new(
            carId,
            lease.Disabled ? CarStatus.Disabled
                : lease.Stopped ? CarStatus.Stopped
                : boards.Controller is null ? CarStatus.Offline
                : lease.Session is not null ? CarStatus.Busy
                : CarStatus.Available,
            Camera: boards.Camera is not null,
            Controller: boards.Controller is not null,
            Measured(static t => t.BatteryPercent),
            Measured(static t => t.Rssi),
            Waiting: 0);

    /// <summary>The live session, or null.</summary>
    /// <param name="epoch">The epoch that may be told.</param>
    /// <param name="traffic">What it has carried.</param>
    public SessionInfo? Session(long epoch, Traffic traffic) =>
        lease.Session is { } session
            ? new SessionInfo(session.SessionId, carId, epoch, session.RemainingMs, lease.Paused, session.Joined, traffic)
            : null;

    /// <summary>All boards of the car, connected or not.</summary>
    public ImmutableArray<CarDevice> Devices(Roster roster)
    {
        var connected = boards;
        return
        [
            .. roster.Boards.Select(board =>
            {
                var attachment = connected.Find(board.DeviceId)?.Attachment;
                return new CarDevice(board.DeviceId, board.Role, attachment is not null, attachment?.Capabilities ?? [], attachment?.Firmware, board.Keyless);
            }),
        ];
    }

    /// <summary>The camera, or null while none is connected.</summary>
    public CameraInfo? Camera() =>
        boards.Camera?.Attachment is { } camera
            ? new CameraInfo(camera.DeviceId, camera.Quality, camera.Streams, camera.Capabilities, camera.Address)
            : null;

    /// <summary>Where the camera is connected, or null while none is.</summary>
    public CameraPlace? CameraPlace() =>
        boards.Camera?.Attachment is { } camera ? new CameraPlace(camera.DeviceId, camera.Gateway, camera.PeerUrl) : null;

    /// <summary>For who drives.</summary>
    /// <param name="order">See <see cref="DriverState"/>.</param>
    public DriverState State(long order)
    {
        var controller = boards.Controller?.Telemetry;
        var ofThisEpoch = controller?.Epoch is null || controller.Epoch == lease.Epoch;
        return new DriverState(
            order,
            lease.Epoch,
            Online: lease.Online,
            Armed: lease.Online && controller?.Armed is true,
            Neutral: controller?.Neutral ?? true,
            Stopped: lease.Stopped,
            AckSeq: ofThisEpoch ? controller?.AckSeq : null,
            AckAgeMs: ofThisEpoch ? controller?.AckAgeMs : null,
            Measured(static t => t.BatteryPercent),
            Measured(static t => t.Rssi),
            lease.Session?.RemainingMs ?? 0,
            lease.Paused,
            lease.Online ? controller?.SpeedMps : null);
    }

    /// <summary>The controller's word counts before the camera's.</summary>
    private int? Measured(Func<DeviceTelemetry, int?> member) =>
        (boards.Controller is { } controller ? member(controller.Telemetry) : null)
        ?? (boards.Camera is { } camera ? member(camera.Telemetry) : null);
}
