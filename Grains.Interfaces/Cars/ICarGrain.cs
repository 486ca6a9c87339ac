using Orleans.Concurrency;
using RcFleet.Devices;

namespace RcFleet.Cars;

/// <summary>
/// One car, keyed by carId: its boards' links, its session lease, its state.
/// </summary>
/// <remarks>
/// Methods that only touch memory interleave, so that a stop or a telemetry report never waits behind a storage write; so do
/// those that take the car away from its driver (end, disable). The others that write (grant, join, resume, enable, boards)
/// run one at a time.
/// Callers must not rely on the order of calls that they did not await.
/// </remarks>
[Alias("rc.car")]
public interface ICarGrain : IGrainWithStringKey
{
    /// <summary>
    /// Makes a board part of this car, durably. The first board makes the car known to the fleet. A board with a key takes
    /// the car away from those without, which are closed.
    /// </summary>
    [ResponseTimeout(CallTimeouts.Durably)]
    [Alias("AddDevice")]
    Task<AddDeviceOutcome> AddDevice(string deviceId, DeviceRole role, bool keyless);

    /// <summary>Takes a board off this car, durably; its socket is closed with <paramref name="reason"/>.</summary>
    [ResponseTimeout(CallTimeouts.Durably)]
    [Alias("RemoveDevice")]
    Task RemoveDevice(string deviceId, DeviceCloseReason reason);

    /// <summary>Closes a board's socket, as after a rotated key. The board stays part of the car.</summary>
    [AlwaysInterleave]
    [Alias("CloseDevice")]
    Task CloseDevice(string deviceId, DeviceCloseReason reason);

    /// <summary>
    /// Registers a board's connection. Idempotent for the same connection and registration number; a newer connection
    /// of the same role replaces the older one, which is told. A live session is announced over <paramref name="link"/> at once.
    /// </summary>
    [AlwaysInterleave]
    [Alias("Attach")]
    Task<AttachResult> Attach(DeviceAttachment attachment, IDeviceLink link);

    /// <summary>Forgets a board's connection, if it is still the one named.</summary>
    [AlwaysInterleave]
    [Alias("Detach")]
    Task Detach(string deviceId, string connectionId);

    /// <summary>Takes in what a board measured.</summary>
    /// <returns>false when the grain does not know this connection (it was reactivated): the gateway must attach again.</returns>
    [AlwaysInterleave]
    [ResponseTimeout(CallTimeouts.Again)]
    [Alias("Report")]
    Task<bool> Report(string deviceId, string connectionId, DeviceTelemetry telemetry);

    /// <summary>
    /// As <see cref="Report"/>, without an answer: for a connection that hears this car's notices, and so is known to it.
    /// One that is not is passed over.
    /// </summary>
    /// <param name="deviceId">The board.</param>
    /// <param name="connectionId">Its connection.</param>
    /// <param name="order">Grows with every note of that connection; one that comes late is passed over.</param>
    /// <param name="telemetry">What it measured.</param>
    [OneWay]
    [AlwaysInterleave]
    [Alias("Note")]
    Task Note(string deviceId, string connectionId, long order, DeviceTelemetry telemetry);

    /// <summary>What the lobby and the console show.</summary>
    [AlwaysInterleave]
    [Alias("GetSummary")]
    Task<CarSummary> GetSummary();

    /// <summary>Summary, boards and session, for operators.</summary>
    [AlwaysInterleave]
    [Alias("GetDetails")]
    Task<CarDetails> GetDetails();

    /// <summary>
    /// Grants the lease: takes the minutes from the code, increments the epoch, writes both, and only then answers.
    /// With the code of the live session it answers that session with a new token.
    /// </summary>
    [ResponseTimeout(CallTimeouts.Durably)]
    [Alias("Grant")]
    Task<GrantResult> Grant(GrantRequest request);

    /// <summary>
    /// Whether this car has that session or will still settle it: it is being granted, is live, or its settlement is on
    /// its way. Asked by the code, which may have lost a grant that a crash cut short.
    /// </summary>
    [AlwaysInterleave]
    [Alias("HoldsSession")]
    Task<bool> HoldsSession(string sessionId);

    /// <summary>The live session as seen by the holder of <paramref name="tokenHash"/>; null when it is not that session's token.</summary>
    [AlwaysInterleave]
    [Alias("GetSession")]
    Task<SessionInfo?> GetSession(string tokenHash);

    /// <summary>The live session as seen by an operator; null when <paramref name="sessionId"/> is not live.</summary>
    [AlwaysInterleave]
    [Alias("FindSession")]
    Task<SessionInfo?> FindSession(string sessionId);

    /// <summary>The registered camera, for the holder of a session.</summary>
    [AlwaysInterleave]
    [Alias("GetCamera")]
    Task<CameraResult> GetCamera(string tokenHash);

    /// <summary>Where the camera is connected, for gateways: no session is needed. Null while none is.</summary>
    [AlwaysInterleave]
    [ResponseTimeout("00:00:02")]
    [Alias("FindCamera")]
    Task<CameraPlace?> FindCamera();

    /// <summary>Asked before <see cref="JoinAfter"/>: the last join that this car knows of; null when <paramref name="tokenHash"/> is not the live session's.</summary>
    [AlwaysInterleave]
    [ResponseTimeout(CallTimeouts.Durably)]
    [Alias("LastJoin")]
    Task<long?> LastJoin(string tokenHash);

    /// <summary>
    /// Lets a driver's connection drive. Replaces the connection that drove before, which is told; every join after the
    /// first of a grant gets a new epoch, durably, before this answers. Refused as overtaken when another has joined since
    /// <see cref="LastJoin"/> said <paramref name="lastJoin"/>: this one may have been long on its way, and who still wants to
    /// drive asks again.
    /// </summary>
    [ResponseTimeout(CallTimeouts.Durably)]
    [Alias("JoinAfter")]
    Task<JoinResult> JoinAfter(string tokenHash, string connectionId, IDriverLink driver, long lastJoin);

    /// <summary>As <see cref="JoinAfter"/>, however long it was on its way; of gateways of versions before it.</summary>
    [ResponseTimeout(CallTimeouts.Durably)]
    [Alias("Join")]
    Task<JoinResult> Join(string tokenHash, string connectionId, IDriverLink driver);

    /// <summary>
    /// As <see cref="JoinAfter"/> with the same open connection, after <see cref="KeepDriver"/> said that it no longer drives: takes a
    /// new epoch, durably. Refused as overtaken when another connection drives, so that two of them never take turns.
    /// </summary>
    [ResponseTimeout(CallTimeouts.Durably)]
    [Alias("Rejoin")]
    Task<JoinResult> Rejoin(string tokenHash, string connectionId, IDriverLink driver);

    /// <summary>
    /// Charges what was driven past this grain while it was away, from the driver's gateway, before it joins again. Heeded
    /// only by a grain that was activated anew and that nobody has joined since, for the very session and epoch that it was
    /// restored with; gives no time back, and takes at most that of a grant and of a save. So saying it again, or late, is
    /// safe.
    /// </summary>
    [AlwaysInterleave]
    [Alias("ChargePast")]
    Task ChargePast(PastDrive driven);

    /// <summary>The way past the grain for the connection that drives, for gateways of versions before <see cref="Keep"/>; null when there is none.</summary>
    [AlwaysInterleave]
    [ResponseTimeout("00:00:02")]
    [Alias("GetGrant")]
    Task<DriveGrant?> GetGrant(string connectionId);

    /// <summary>A token for the camera's direct stream, made where its socket is; null when none is connected or it can't be reached.</summary>
    [AlwaysInterleave]
    [ResponseTimeout("00:00:03")]
    [Alias("MintStreamToken")]
    Task<string?> MintStreamToken(string tokenHash);

    /// <summary>The driver's socket is gone: neutral at once, the lease stays for the grace period.</summary>
    [AlwaysInterleave]
    [Alias("Leave")]
    Task Leave(string connectionId);

    /// <summary>
    /// Adds what a connection has carried for a session since it last said so; up to a second after the session's end, too.
    /// What comes later, or for another session, is dropped.
    /// </summary>
    [AlwaysInterleave]
    [Alias("AddTraffic")]
    Task AddTraffic(string sessionId, Traffic traffic);

    /// <summary>
    /// The driver's gateway is alive; to be called twice a second. From the answer to the join on, 2 s without count as
    /// <see cref="Leave"/>: a killed gateway must not keep the clock running. One call for what twice a second would otherwise
    /// be three.
    /// </summary>
    [AlwaysInterleave]
    [ResponseTimeout(CallTimeouts.Again)]
    [Alias("Keep")]
    Task<KeepResult> Keep(string connectionId, KeepRequest request);

    /// <summary>As <see cref="Keep"/>, of gateways of versions before it.</summary>
    /// <returns>As <see cref="KeepResult.Drives"/>.</returns>
    [AlwaysInterleave]
    [ResponseTimeout("00:00:02")]
    [Alias("KeepDriver")]
    Task<bool> KeepDriver(string connectionId);

    /// <summary>Lets a video viewer of the session's holder know when the session ends.</summary>
    [AlwaysInterleave]
    [Alias("Watch")]
    Task<WatchResult> Watch(string tokenHash, string connectionId, ISessionObserver viewer);

    /// <summary>The viewer is gone.</summary>
    [AlwaysInterleave]
    [Alias("Unwatch")]
    Task Unwatch(string connectionId);

    /// <summary>Ends the session, if it is live: stop first, then the write. False when it was not live.</summary>
    [AlwaysInterleave]
    [ResponseTimeout(CallTimeouts.Durably)]
    [Alias("EndSession")]
    Task<bool> EndSession(string sessionId, EndReason reason);

    /// <summary>One drive command. Refused without an answer unless its epoch is the lease's; unordered, never queued.</summary>
    [OneWay]
    [AlwaysInterleave]
    [Alias("Drive")]
    Task Drive(DriveCommand command);

    /// <summary>Neutral now. A latched stop is written and lasts until <see cref="Resume"/>; it answers after the write, the controller hears at once.</summary>
    /// <returns>False when nothing was stopped: the token is not the live session's, or the connection no longer drives and asked for no latch.</returns>
    [AlwaysInterleave]
    [ResponseTimeout(CallTimeouts.Durably)]
    [Alias("Stop")]
    Task<bool> Stop(StopRequest request);

    /// <summary>Ends a latched stop. Operators only: the gateway checks.</summary>
    [ResponseTimeout(CallTimeouts.Durably)]
    [Alias("Resume")]
    Task Resume();

    /// <summary>Takes the car out of service; a live session ends.</summary>
    [AlwaysInterleave]
    [ResponseTimeout(CallTimeouts.Durably)]
    [Alias("Disable")]
    Task Disable();

    /// <summary>Puts the car back into service.</summary>
    [ResponseTimeout(CallTimeouts.Durably)]
    [Alias("Enable")]
    Task Enable();

    /// <summary>The driver chooses the camera's quality, until the session ends. False when that connection does not drive.</summary>
    [AlwaysInterleave]
    [Alias("SetVideo")]
    Task<bool> SetVideo(string connectionId, VideoQuality quality);

    /// <summary>Passes WebRTC signaling from the driver to one of the car's boards. False when either is not connected.</summary>
    [AlwaysInterleave]
    [Alias("SignalDevice")]
    Task<bool> SignalDevice(string connectionId, string deviceId, SignalMessage message);

    /// <summary>Passes WebRTC signaling from a board to the driver. False when the session is not the live one.</summary>
    [AlwaysInterleave]
    [Alias("SignalDriver")]
    Task<bool> SignalDriver(string deviceId, string connectionId, string sessionId, SignalMessage message);
}
