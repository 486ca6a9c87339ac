using System.Buffers.Text;
using System.Collections.Immutable;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using RcFleet.Devices;
using RcFleet.Fleet;
using RcFleet.Rentals;
using RcFleet.Rides;
using RcFleet.Storage;

namespace RcFleet.Cars;

/// <summary>
/// The edge around <see cref="Lease"/>: tells boards, driver and viewers what it decided, and keeps it durable.
/// </summary>
/// <remarks>
/// <list type="number">
/// <item>What takes the car away from somebody goes over the links before anything is awaited.</item>
/// <item>What gives somebody the car goes out only after its epoch is durable; until then renewals pause.</item>
/// <item>The timer never waits for storage, so a stuck write stops neither renewals nor the clock.</item>
/// <item>After every await the lease may be another: the timer, a stop or an end may have run meanwhile.</item>
/// </list>
/// </remarks>
internal sealed partial class CarGrain : Grain, ICarGrain
{
    /// <summary>A controller that says nothing for this long in a session is lost: it must send at 5 Hz.</summary>
    private const long SilenceMs = 1000;

    /// <summary>The age at which the saved time left is renewed: with a beat of 500 ms a crash errs by 5 s at most, in the driver's favour.</summary>
    private const long SaveMs = 4500;

    /// <summary>How long an end waits for the code to take back its time, before it answers anyway.</summary>
    private static readonly TimeSpan SettleWait = TimeSpan.FromSeconds(2);

    /// <summary>What failed in the background is tried again after so long at first, and ever more seldom.</summary>
    private static readonly TimeSpan FirstRetry = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LastRetry = TimeSpan.FromSeconds(16);

    /// <summary>How long a driver may drive past this grain without word of it: longer than a cluster needs to give a dead silo's cars to others.</summary>
    private const int GrantTtlMs = 30_000;

    /// <summary>How often who drives past this grain is told of a state in which nothing has turned.</summary>
    private const long DirectStateMs = 1000;

    /// <summary>A board's gateway renews every 10 s; one that has missed three is gone with its boards.</summary>
    private const long ExpireMs = 35_000;

    private static readonly TimeSpan ExpiryPeriod = TimeSpan.FromSeconds(5);

    private const float MaxThrottle = 1.0f;

    private readonly IPersistentState<CarState> _storage;
    private readonly LeaseOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<CarGrain> _logger;
    private readonly long _start;
    private readonly TimeSpan _beat;
    private readonly long _writerId = Random.Shared.NextInt64(1, long.MaxValue);

    private readonly CoalescedWriter<CarState> _writer;
    private readonly SummaryReporter _reporter;
    private readonly BackOff _retries = new(FirstRetry, LastRetry);
    private readonly BoardSlots _boards = new();
    private readonly Viewers _viewers = new();

    // Set when the grain is activated, before its first call.
    private Lease _lease = null!;
    private DurableOutbox<Settlement> _outbox = null!;
    private DurableOutbox<Ride> _rides = null!;
    private Traffic _traffic = Traffic.Nothing;
    private ImmutableArray<CarBoard> _known = [];

    private IGrainTimer? _beatTimer;
    private long _beatAt;
    private IGrainTimer? _retryTimer;
    private IGrainTimer? _expiryTimer;
    private string? _granting;
    private long _durableEpoch;
    private LeaseRecord? _savedLease;
    private long _savedAt;

    private IDriverLink? _driver;
    private long? _driverKeptAt;
    private string? _driverKey;
    private bool _driverUnknown;
    private bool _driverGoesDirect;
    private uint _stateOrder;
    private long _pushedAt;
    private VideoQuality _quality;

    private long _seqEpoch;
    private uint _seq;

    public CarGrain(
        [PersistentState("car", "fleet")] IPersistentState<CarState> storage,
        IOptions<LeaseOptions> options,
        TimeProvider time,
        ILogger<CarGrain> logger)
    {
        (_storage, _options, _time, _logger) = (storage, options.Value, time, logger);
        _start = time.GetTimestamp();

        // Twice as often as a third of the time to live, so that a late beat still renews in time.
        _beat = TimeSpan.FromMilliseconds(Math.Min(500, _options.LeaseTtlMs / 6));
        _writer = new CoalescedWriter<CarState>(storage, Snapshot, state => state.Writer == _writerId, Written, WriteFailed);
        _reporter = new SummaryReporter(
            () => _known.IsEmpty ? null : Summary(),
            summary => Shard.Report(summary),
            () => Now,
            e => Retrying(() => FleetLog.ReportFailed(_logger, CarId, e)));
    }

    private string CarId => this.GetPrimaryKeyString();

    private long Now => (long)_time.GetElapsedTime(_start).TotalMilliseconds;

    private IFleetShardGrain Shard => GrainFactory.GetGrain<IFleetShardGrain>(FleetShards.KeyFor(CarId));

    /// <summary>The live epoch is on disk and ours: it may be told and obeyed.</summary>
    private bool EpochIsDurable => _durableEpoch == _lease.Epoch && !_writer.Lost;

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        // What came along is not in storage: an epoch in it could be given twice.
        if (_cameAlone) await _storage.ReadStateAsync(cancellationToken);
        var state = _storage.State;
        _lease = Lease.Restore(state.Lease, _options, Now);
        _known = state.Boards;
        (_durableEpoch, _savedLease, _savedAt) = (state.Lease.Epoch, state.Lease, Now);
        _traffic = state.Traffic;
        _outbox = new DurableOutbox<Settlement>(
            state.Settlements,
            settlement => settlement.SessionId,
            settlement => Code(settlement.Code).Settle(settlement.SessionId, settlement.UnusedMs),
            _writer.SaveInBackground,
            (settlement, e) => Retrying(() => FleetLog.SettleFailed(_logger, CarId, settlement.SessionId, e)));
        _rides = new DurableOutbox<Ride>(
            state.Rides,
            ride => ride.SessionId,
            ride => GrainFactory.GetGrain<IRideLedgerGrain>(RideLedgers.KeyFor(ride)).Enter(ride),
            _writer.SaveInBackground,
            (ride, e) => Retrying(() => FleetLog.RideFailed(_logger, CarId, ride.SessionId, e)));
        if (!_rides.Pending.IsEmpty) KeepTrying();
        if (!TakeOver(state.Lease) && _lease.Session is { } session)
        {
            FleetLog.SessionRestored(_logger, CarId, session.SessionId, _lease.Epoch, session.RemainingMs);
            _driverUnknown = true;
            Schedule();
        }

        _ = _outbox.Send();
        _reporter.Update();
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        _beatTimer?.Dispose();
        _retryTimer?.Dispose();
        _expiryTimer?.Dispose();
        _lease.Meter(Now);
        if (_writer.Lost || (_lease.Record == _savedLease && !_writer.Behind)) return;
        try
        {
            await _writer.Save().WaitAsync(cancellationToken);
        }
        catch (Exception e)
        {
            FleetLog.WriteFailed(_logger, CarId, e);
        }
    }

    // ---- boards

    public async Task<AddDeviceOutcome> AddDevice(string deviceId, DeviceRole role, bool keyless)
    {
        var before = _known;
        if (keyless && before.Any(b => !b.Keyless)) return AddDeviceOutcome.KeyRequired;
        if (before.Any(b => b.DeviceId != deviceId && b.Keyless == keyless && Overlap(b.Role, role))) return AddDeviceOutcome.RoleTaken;
        var board = new CarBoard(deviceId, role, keyless);
        if (!before.Contains(board))
        {
            foreach (var old in before.Where(b => b.Keyless && !keyless)) Close(old.DeviceId, DeviceCloseReason.KeyRequired);
            _known = before.RemoveAll(b => b.DeviceId == deviceId || (b.Keyless && !keyless)).Add(board);
            try
            {
                await _writer.Save();
            }
            catch (Exception)
            {
                _known = before;
                throw;
            }
        }

        await Shard.AddCar(CarId);
        _reporter.Update();
        return AddDeviceOutcome.Added;

        static bool Overlap(DeviceRole one, DeviceRole other) =>
            one == other || one == DeviceRole.Car || other == DeviceRole.Car;
    }

    public async Task RemoveDevice(string deviceId, DeviceCloseReason reason)
    {
        Close(deviceId, reason);
        _known = _known.RemoveAll(b => b.DeviceId == deviceId);
        if (_known.IsEmpty) End(EndReason.Revoked);
        await _writer.Save();
        if (!_known.IsEmpty) return;
        await _rides.Send();
        await Shard.RemoveCar(CarId);
        _reporter.Forget();
    }

    public Task CloseDevice(string deviceId, DeviceCloseReason reason)
    {
        Close(deviceId, reason);
        return Task.CompletedTask;
    }

    public Task<AttachResult> Attach(DeviceAttachment attachment, IDeviceLink link)
    {
        if (_known.FirstOrDefault(b => b.DeviceId == attachment.DeviceId) is not { } known)
        {
            ForgetIfUnknown();
            return Task.FromResult(new AttachResult(Accepted: false, _lease.Stopped));
        }

        var now = Now;
        var current = _boards.Find(attachment.DeviceId, attachment.ConnectionId);

        // A connection that comes back after this grain forgot it is older than one that registered meanwhile.
        if (current is null && attachment.Registration > 1 && _boards.Find(attachment.DeviceId) is not null)
            return Task.FromResult(new AttachResult(Accepted: false, _lease.Stopped, Replaced: true));
        if (current is not null && current.Attachment.Registration >= attachment.Registration)
        {
            // A repeated attach renews; one that a newer registration has overtaken says nothing new.
            if (current.Attachment.Registration == attachment.Registration) current.Renew(attachment, link);
            return Task.FromResult(new AttachResult(Accepted: true, _lease.Stopped));
        }

        var board = new BoardLink(attachment, known.Role, link, now);
        foreach (var old in _boards.Plug(board).Where(old => old != current))
            Links.Post(old.Link, DeviceCloseReason.Replaced, static (l, r) => l.Close(r));
        ExpectExpiry();
        if (RefreshOnline(now)) PushState();
        Announce();
        if (_quality != VideoQuality.High) SendVideo();
        _reporter.Update();
        return Task.FromResult(new AttachResult(Accepted: true, _lease.Stopped));
    }

    private void ExpectExpiry() =>
        _expiryTimer ??= this.RegisterGrainTimer(Expire, new GrainTimerCreationOptions(ExpiryPeriod, ExpiryPeriod) { Interleave = true });

    // A gateway that was killed detaches nobody.
    private Task Expire(CancellationToken cancellationToken)
    {
        var now = Now;
        foreach (var board in _boards.All.Where(b => now - b.HeardAt > ExpireMs).ToArray()) Unplug(board);
        if (_boards.All.Any()) return Task.CompletedTask;
        _expiryTimer?.Dispose();
        _expiryTimer = null;
        return Task.CompletedTask;
    }

    public Task Detach(string deviceId, string connectionId)
    {
        if (_boards.Find(deviceId, connectionId) is { } board) Unplug(board);
        return Task.CompletedTask;
    }

    public Task<bool> Report(string deviceId, string connectionId, DeviceTelemetry telemetry)
    {
        if (_boards.Find(deviceId, connectionId) is not { } board) return Task.FromResult(false);
        Hear(board, telemetry);
        return Task.FromResult(true);
    }

    public Task Note(string deviceId, string connectionId, long order, DeviceTelemetry telemetry)
    {
        if (_boards.Find(deviceId, connectionId) is { } board && board.IsNews(order)) Hear(board, telemetry);
        return Task.CompletedTask;
    }

    private void Hear(BoardLink board, DeviceTelemetry telemetry)
    {
        var now = Now;
        var (armed, neutral) = (board.Telemetry.Armed, board.Telemetry.Neutral);
        board.Hear(telemetry, now);
        var turned = RefreshOnline(now);
        if (turned) Announce();

        // Who drives past this grain has the same report from the controller's gateway, before this one.
        if (turned || !_driverGoesDirect || (armed, neutral) != (board.Telemetry.Armed, board.Telemetry.Neutral)) PushState();
        _reporter.Update();
    }

    private void Close(string deviceId, DeviceCloseReason reason)
    {
        if (_boards.Find(deviceId) is not { } board) return;
        if (board == _boards.Controller && _lease.Session is not null) SendStop(StopReason.Operator, latched: false);
        Links.Post(board.Link, reason, static (l, r) => l.Close(r));
        Unplug(board);
    }

    private void Unplug(BoardLink board)
    {
        _boards.Unplug(board);
        if (RefreshOnline(Now))
        {
            PushState();
            Announce();
        }

        _reporter.Update();
    }

    // ---- what others see

    public Task<CarSummary> GetSummary() => Task.FromResult(Summary());

    public Task<CarDetails> GetDetails() =>
        Task.FromResult(new CarDetails(Summary(), Info(), [.. _known.Select(Describe)]));

    public Task<bool> HoldsSession(string sessionId) =>
        Task.FromResult(_granting == sessionId || _lease.Session?.SessionId == sessionId || _outbox.Find(sessionId) is not null);

    public Task<SessionInfo?> GetSession(string tokenHash) => Task.FromResult(IsHeldBy(tokenHash) ? Info() : null);

    public Task<SessionInfo?> FindSession(string sessionId) =>
        Task.FromResult(_lease.Session?.SessionId == sessionId ? Info() : null);

    public Task<CameraResult> GetCamera(string tokenHash)
    {
        if (!IsHeldBy(tokenHash)) return Task.FromResult(new CameraResult(null, null));
        var camera = _boards.Camera?.Attachment;
        return Task.FromResult(new CameraResult(
            _lease.Session!.SessionId,
            camera is null ? null : new CameraInfo(camera.DeviceId, camera.Quality, camera.Streams, camera.Capabilities, camera.Address)));
    }

    public Task<CameraPlace?> FindCamera() =>
        Task.FromResult(_boards.Camera?.Attachment is { } camera ? new CameraPlace(camera.DeviceId, camera.Gateway, camera.PeerUrl) : null);

    public Task<string?> MintStreamToken(string tokenHash) =>
        IsHeldBy(tokenHash) && _boards.Camera is { } camera ? camera.Link.MintStreamToken(_lease.Session!.SessionId) : Task.FromResult<string?>(null);

    private CarSummary Summary() =>
        new(
            CarId,
            _lease.Disabled ? CarStatus.Disabled
                : _lease.Stopped ? CarStatus.Stopped
                : _boards.Controller is null ? CarStatus.Offline
                : _lease.Session is not null ? CarStatus.Busy
                : CarStatus.Available,
            Camera: _boards.Camera is not null,
            Controller: _boards.Controller is not null,
            Measured(t => t.BatteryPercent),
            Measured(t => t.Rssi),
            Waiting: 0);

    private bool IsHeldBy(string tokenHash)
    {
        if (_lease.IsHeldBy(tokenHash)) return true;
        ForgetIfUnknown();
        return false;
    }

    /// <summary>
    /// Anybody can name a car that does not exist: its grain goes as soon as it has said so, or invented names would fill
    /// the memory.
    /// </summary>
    private bool ForgetIfUnknown()
    {
        if (!_known.IsEmpty || _lease.Session is not null) return false;
        DeactivateOnIdle();
        return true;
    }

    private SessionInfo? Info()
    {
        _lease.Meter(Now);
        return _lease.Session is not { } session
            ? null
            : new SessionInfo(
                session.SessionId, CarId, PublishedEpoch, session.RemainingMs, _lease.Paused, session.Joined, _traffic);
    }

    private CarDevice Describe(CarBoard board)
    {
        var attachment = _boards.Find(board.DeviceId)?.Attachment;
        return new CarDevice(
            board.DeviceId, board.Role, attachment is not null, attachment?.Capabilities ?? [], attachment?.Firmware, board.Keyless);
    }

    /// <summary>The controller's word counts before the camera's.</summary>
    private int? Measured(Func<DeviceTelemetry, int?> member) =>
        (_boards.Controller is { } controller ? member(controller.Telemetry) : null)
        ?? (_boards.Camera is { } camera ? member(camera.Telemetry) : null);

    // ---- lease

    public async Task<GrantResult> Grant(GrantRequest request)
    {
        var result = await DecideGrant(request);
        FleetMetrics.Requested(result.Outcome);
        return result;
    }

    private async Task<GrantResult> DecideGrant(GrantRequest request)
    {
        if (ForgetIfUnknown()) return new GrantResult(GrantOutcome.CarUnknown);
        if (request.Code is not null && _lease.Session?.Code == request.Code) return await Reissue();
        if (_lease.Refusal is { } refusal) return new GrantResult(refusal);

        var sessionId = SessionToken.CreateSessionId(CarId);
        var token = SessionToken.Create(CarId);
        var grantedMs = _options.OperatorSessionMinutes * 60_000L;
        _granting = sessionId;
        try
        {
            if (request.Code is { } code)
            {
                // Its time may be on the way back from a session that just ended here.
                if (_outbox.Pending.Any(s => s.Code == code)) await SendSettlements();
                var reserved = await Code(code).Reserve(CarId, sessionId);
                if (reserved.Outcome != ReserveOutcome.Reserved) return new GrantResult(Refused(reserved.Outcome));
                grantedMs = reserved.Ms;
            }

            var outcome = _lease.Grant(Now, sessionId, SessionToken.Hash(token), request.Code, grantedMs, _time.GetUtcNow().ToUnixTimeMilliseconds());
            if (outcome != GrantOutcome.Granted)
            {
                GiveBack(new LeaseEnd(sessionId, request.Code, grantedMs));
                _writer.SaveInBackground();
                return new GrantResult(outcome);
            }
        }
        finally
        {
            _granting = null;
        }

        _traffic = Traffic.Nothing;

        // Outside a session it reports only at its heartbeat.
        if (_boards.Controller is { } controller) controller.HeardAt = Now;
        Schedule();
        try
        {
            await _writer.Save();
        }
        catch (Exception)
        {
            if (_lease.Session?.SessionId == sessionId && _lease.End(Now) is { } undone) Settle(undone);
            throw;
        }

        if (_lease.Session?.SessionId != sessionId) return Interrupted();
        FleetLog.SessionGranted(_logger, CarId, sessionId, _lease.Epoch, grantedMs);
        Announce();
        _reporter.Update();
        return new GrantResult(GrantOutcome.Granted, Info(), token);
    }

    private async Task<GrantResult> Reissue()
    {
        var token = SessionToken.Create(CarId);
        var tokenHash = SessionToken.Hash(token);
        if (_lease.Driver is not null) SendStop(StopReason.DriverReplaced, latched: false);
        _lease.Reissue(Now, tokenHash);
        _driverUnknown = false;
        TellDriver(EndReason.Replaced);
        _viewers.End(EndReason.Replaced);
        Schedule();
        await _writer.Save();
        if (!_lease.IsHeldBy(tokenHash)) return Interrupted();
        Announce();
        return new GrantResult(GrantOutcome.Reissued, Info(), token);
    }

    public async Task<JoinResult> Join(string tokenHash, string connectionId, IDriverLink driver)
    {
        if (!IsHeldBy(tokenHash)) return JoinRefused;
        if (_lease.Driver is not null) SendStop(StopReason.DriverReplaced, latched: false);
        return await JoinAs(connectionId, driver);
    }

    public async Task<JoinResult> Rejoin(string tokenHash, string connectionId, IDriverLink driver) =>
        IsHeldBy(tokenHash) && (_lease.Driver is null || _lease.Driver == connectionId) ? await JoinAs(connectionId, driver) : JoinRefused;

    private static JoinResult JoinRefused { get; } = new(null, 0, [], null);

    private async Task<JoinResult> JoinAs(string connectionId, IDriverLink driver)
    {
        var join = _lease.Join(Now, connectionId);
        if (join.Replaced is not null && join.Replaced != connectionId) TellDriver(EndReason.Replaced);
        (_driver, _driverKeptAt, _driverGoesDirect, _stateOrder) = (driver, null, false, 0);
        (_driverKey, _driverUnknown) = (Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32)), false);
        Schedule();
        if (join.EpochTaken)
        {
            try
            {
                await _writer.Save();
            }
            catch (Exception)
            {
                // Nobody will hear of this join: the lease waits for another one.
                if (_lease.Leave(Now, connectionId)) (_driver, _driverKeptAt, _driverKey) = (null, null, null);
                throw;
            }
        }
        else
        {
            _writer.SaveInBackground();
        }

        if (_lease.Epoch != join.Epoch || _lease.Driver != connectionId) return JoinRefused;
        _driverKeptAt = Now;
        Schedule();
        FleetMetrics.Joined();
        Announce();
        return new JoinResult(
            Info(), MaxThrottle, [.. _known.Select(Describe).Where(d => d.Online)], State(), Grant(), _options.ReconnectGraceSeconds);
    }

    public Task<DriveGrant?> GetGrant(string connectionId) => Task.FromResult(_lease.Driver == connectionId ? Grant() : null);

    private DriveGrant? Grant() =>
        _driverKey is { } key && _lease.Driver is { } holder && EpochIsDurable && _boards.Controller?.Attachment is { Gateway: { } gateway } controller
            ? new DriveGrant(CarId, controller.DeviceId, _lease.Epoch, holder, GrantTtlMs, gateway, controller.PeerUrl, key)
            : null;

    public Task Leave(string connectionId)
    {
        if (_lease.Driver == connectionId) LoseDriver();
        return Task.CompletedTask;
    }

    public Task<KeepResult> Keep(string connectionId, KeepRequest request)
    {
        if (request is { SessionId: { } sessionId, Carried: { } carried }) Add(sessionId, carried);
        if (_lease.Driver != connectionId) return Task.FromResult(new KeepResult(Drives: false));
        _driverKeptAt = Now;
        _driverGoesDirect = request.GoesDirect;
        Schedule();
        return Task.FromResult(new KeepResult(Drives: true, request.WantsGrant ? Grant() : null));
    }

    public async Task<bool> KeepDriver(string connectionId) => (await Keep(connectionId, new KeepRequest())).Drives;

    public Task AddTraffic(string sessionId, Traffic traffic)
    {
        Add(sessionId, traffic);
        return Task.CompletedTask;
    }

    private void Add(string sessionId, Traffic traffic)
    {
        if (_lease.Session?.SessionId == sessionId)
        {
            _traffic += traffic;
        }
        else if (_rides.Find(sessionId) is { } ride)
        {
            _rides.Replace(ride, ride with { Traffic = ride.Traffic + traffic });
            _writer.SaveInBackground();
        }
    }

    public Task<WatchResult> Watch(string tokenHash, string connectionId, ISessionObserver viewer)
    {
        if (!IsHeldBy(tokenHash)) return Task.FromResult(new WatchResult(null, null));
        _viewers.Add(connectionId, viewer);
        return Task.FromResult(new WatchResult(
            _lease.Session!.SessionId, _boards.Camera?.DeviceId, _boards.Camera?.Attachment.Gateway, _boards.Camera?.Attachment.PeerUrl));
    }

    public Task Unwatch(string connectionId)
    {
        _viewers.Remove(connectionId);
        return Task.CompletedTask;
    }

    public async Task<bool> EndSession(string sessionId, EndReason reason)
    {
        if (_lease.Session?.SessionId != sessionId) return false;
        End(reason);
        await _writer.Save();
        await SendSettlements();
        return true;
    }

    private void LoseDriver()
    {
        SendStop(StopReason.DriverLost, latched: false);
        if (_lease.Driver is { } connectionId) _lease.Leave(Now, connectionId);
        (_driver, _driverKeptAt, _driverKey) = (null, null, null);
        Schedule();
        _writer.SaveInBackground();
    }

    /// <summary>Ends the live session, if any, on every link. The caller saves.</summary>
    private void End(EndReason reason)
    {
        if (_lease.Session is null) return;
        SendStop(StopReason.SessionEnded, latched: false);
        _lease.Meter(Now);
        var session = _lease.Session;
        var ended = _lease.End(Now)!;
        foreach (var board in _boards.All)
        {
            var notice = new SessionEndedNotice(board.NextOrder(), ended.SessionId, PublishedEpoch, reason);
            Links.Post(board.Link, notice, static (l, n) => l.SessionEnded(n));
        }

        _quality = VideoQuality.High;
        TellDriver(reason);
        _viewers.End(reason);
        EnterRide(session, reason);
        Settle(ended);
        FleetMetrics.Ended(reason);
        FleetLog.SessionEnded(_logger, CarId, ended.SessionId, reason, ended.UnusedMs);
    }

    // Sent at the next try, a second later: what the gateways have counted until the end comes in between.
    private void EnterRide(SessionRecord session, EndReason reason)
    {
        var endedAtMs = Math.Max(session.StartedAtMs, _time.GetUtcNow().ToUnixTimeMilliseconds());
        _rides.Add(new Ride(
            session.SessionId, CarId, session.Code?[^4..], session.StartedAtMs, endedAtMs,
            session.GrantedMs, session.GrantedMs - session.RemainingMs, session.PausedMs, reason, _traffic));
        _traffic = Traffic.Nothing;
        KeepTrying();
    }

    /// <summary>What an ended session leaves to do, told to nobody on the links.</summary>
    private void Settle(LeaseEnd ended)
    {
        GiveBack(ended);
        Schedule();
        RefreshOnline(Now);
        _reporter.Update();
    }

    private void GiveBack(LeaseEnd ended)
    {
        if (ended.Code is { } code) _outbox.Add(new Settlement(code, ended.SessionId, ended.UnusedMs));
    }

    private async Task SendSettlements()
    {
        try
        {
            await _outbox.Send().WaitAsync(SettleWait, _time);
        }
        catch (TimeoutException)
        {
            // It goes on by itself.
        }
    }

    private GrantResult Interrupted() => new(_lease.Refusal ?? GrantOutcome.CarBusy);

    private static GrantOutcome Refused(ReserveOutcome outcome) => outcome switch
    {
        ReserveOutcome.UsedUp => GrantOutcome.CodeUsedUp,
        ReserveOutcome.OtherCar => GrantOutcome.CodeOtherCar,
        _ => GrantOutcome.CodeInvalid,
    };

    // ---- driving and stopping

    public Task Drive(DriveCommand command)
    {
        var refusal = Judge(command);
        if (refusal != DriveRefusal.None)
        {
            FleetMetrics.DriveRefused(refusal);
            return Task.CompletedTask;
        }

        SeqSeen(command.Epoch, command.Seq);
        Links.Post(_boards.Controller!.Link, command, static (l, c) => l.Drive(c));
        return Task.CompletedTask;
    }

    private void SeqSeen(long epoch, uint seq) => (_seqEpoch, _seq) = (epoch, _seqEpoch == epoch ? Math.Max(_seq, seq) : seq);

    private DriveRefusal Judge(DriveCommand command)
    {
        // NaN fails every comparison.
        if (command is not { Seq: > 0, Steering: >= -1 and <= 1, Throttle: >= -1 and <= 1 }) return DriveRefusal.Malformed;
        if (_lease.Session is null) return DriveRefusal.NoSession;
        if (command.Epoch < _lease.Epoch) return DriveRefusal.StaleEpoch;
        if (command.Epoch > _lease.Epoch) return DriveRefusal.UnknownEpoch;
        if (_lease.Phase != LeasePhase.Driving) return DriveRefusal.NotDriving;
        if (_lease.Stopped) return DriveRefusal.Stopped;
        if (!EpochIsDurable) return DriveRefusal.NotDurable;
        if (_seqEpoch == command.Epoch && command.Seq <= _seq) return DriveRefusal.Superseded;
        return _boards.Controller is null ? DriveRefusal.NoController : DriveRefusal.None;
    }

    public async Task<bool> Stop(StopRequest request)
    {
        if (request.TokenHash is { } tokenHash && !IsHeldBy(tokenHash)) return false;
        if (!request.Latched && request.ConnectionId is { } connectionId && _lease.Driver != connectionId) return false;

        if (request.AfterSeq > 0 && _lease.Driver == request.ConnectionId) SeqSeen(_lease.Epoch, request.AfterSeq);
        SendStop(request.Reason, request.Latched);
        if (!request.Latched) return true;
        if (_lease.SetStopped(Now, true))
        {
            FleetLog.StopLatched(_logger, CarId, request.Reason);
            Changed();
        }

        await _writer.Save();
        return true;
    }

    public async Task Resume()
    {
        if (!_lease.Stopped)
        {
            // Again, for a controller that missed it.
            SendResume();
            return;
        }

        _lease.SetStopped(Now, false);
        try
        {
            await _writer.Save();
        }
        catch (Exception)
        {
            // A controller that attached meanwhile was told that there is no stop.
            _lease.SetStopped(Now, true);
            SendStop(StopReason.Operator, latched: true);
            throw;
        }

        if (_lease.Stopped) return;
        SendResume();
        Changed();
    }

    public async Task Disable()
    {
        _lease.SetDisabled(Now, true);
        End(EndReason.CarDisabled);
        Changed();
        await _writer.Save();
        await SendSettlements();
    }

    public async Task Enable()
    {
        if (!_lease.SetDisabled(Now, false)) return;
        try
        {
            await _writer.Save();
        }
        catch (Exception)
        {
            _lease.SetDisabled(Now, true);
            throw;
        }

        Changed();
    }

    // ---- picture and signaling

    public Task<bool> SetVideo(string connectionId, VideoQuality quality)
    {
        if (_lease.Driver != connectionId) return Task.FromResult(false);
        _quality = quality;
        SendVideo();
        return Task.FromResult(true);
    }

    public Task<bool> SignalDevice(string connectionId, string deviceId, SignalMessage message)
    {
        if (_lease.Driver != connectionId || _boards.Find(deviceId) is not { } board) return Task.FromResult(false);
        Links.Post(board.Link, message, static (l, m) => l.Signal(m));
        return Task.FromResult(true);
    }

    public Task<bool> SignalDriver(string deviceId, string connectionId, string sessionId, SignalMessage message)
    {
        if (_driver is not { } driver || _lease.Session?.SessionId != sessionId || _boards.Find(deviceId, connectionId) is null)
            return Task.FromResult(false);
        Links.Post(driver, message, static (l, m) => l.Signal(m));
        return Task.FromResult(true);
    }

    // ---- what goes out

    /// <summary>
    /// The epoch that boards may hear of: never one that a crash could take back, or the next driver would get the same.
    /// </summary>
    private long PublishedEpoch => Math.Min(_lease.Epoch, _durableEpoch);

    /// <summary>Tells every board the lease: at each change and at each beat.</summary>
    private void Announce()
    {
        if (_lease.Session is not { } session || !EpochIsDurable) return;
        foreach (var board in _boards.All)
        {
            var notice = new SessionNotice(
                board.NextOrder(), session.SessionId, _lease.Epoch, session.RemainingMs, _options.LeaseTtlMs, MaxThrottle, _lease.Paused,
                _lease.Driver, _driverKey, GrantTtlMs, _driverUnknown);
            Links.Post(board.Link, notice, static (l, n) => l.Session(n));
        }
    }

    private void SendVideo()
    {
        if (_boards.Camera is not { } camera) return;
        var notice = new VideoNotice(camera.NextOrder(), _quality);
        Links.Post(camera.Link, notice, static (l, n) => l.Video(n));
    }

    private void SendResume()
    {
        if (_boards.Controller is not { } controller) return;
        var notice = new ResumeNotice(controller.NextOrder(), PublishedEpoch);
        Links.Post(controller.Link, notice, static (l, n) => l.Resume(n));
    }

    private void SendStop(StopReason reason, bool latched)
    {
        FleetMetrics.Stopped(reason);
        if (_boards.Controller is not { } controller) return;
        var afterSeq = _seqEpoch == PublishedEpoch ? _seq : 0;
        var notice = new StopNotice(controller.NextOrder(), PublishedEpoch, afterSeq, reason, latched);
        Links.Post(controller.Link, notice, static (l, n) => l.Stop(n));
    }

    private void PushState()
    {
        _pushedAt = Now;
        if (_driver is { } driver && EpochIsDurable) Links.Post(driver, State(), static (l, s) => l.State(s));
    }

    private DriverState State()
    {
        _lease.Meter(Now);
        var controller = _boards.Controller?.Telemetry;
        var ofThisEpoch = controller?.Epoch is null || controller.Epoch == _lease.Epoch;
        return new DriverState(
            (_lease.Epoch << 32) | ++_stateOrder,
            _lease.Epoch,
            Online: _lease.Online,
            Armed: _lease.Online && controller?.Armed is true,
            Neutral: controller?.Neutral ?? true,
            Stopped: _lease.Stopped,
            AckSeq: ofThisEpoch ? controller?.AckSeq : null,
            AckAgeMs: ofThisEpoch ? controller?.AckAgeMs : null,
            Measured(t => t.BatteryPercent),
            Measured(t => t.Rssi),
            _lease.Session?.RemainingMs ?? 0,
            _lease.Paused,
            _lease.Online ? controller?.SpeedMps : null);
    }

    private void TellDriver(EndReason reason)
    {
        if (_driver is { } driver) Links.Post(driver, reason, static (l, r) => l.Ended(r));
        (_driver, _driverKeptAt, _driverKey) = (null, null, null);
    }

    private void Changed()
    {
        Schedule();
        Announce();
        PushState();
        _reporter.Update();
    }

    // ---- time

    /// <summary>Whether the controller can be reached; silence counts only in a session, where it must report at 5 Hz.</summary>
    private bool RefreshOnline(long now)
    {
        var online = _boards.Controller is { } controller
            && (_lease.Session is null || now - controller.HeardAt <= SilenceMs);
        if (!_lease.SetOnline(now, online)) return false;
        Schedule();
        return true;
    }

    /// <summary>While a session is live: sets the timer to the next beat, or earlier when something falls due before; never later, or a call that comes often would put it off for ever.</summary>
    private void Schedule()
    {
        var now = Now;
        if (_lease.Session is null)
        {
            _beatTimer?.Dispose();
            _beatTimer = null;
            return;
        }

        var due = Math.Clamp(Math.Min(_lease.DueIn(now) ?? long.MaxValue, DriverDueIn(now) ?? long.MaxValue), 1, (long)_beat.TotalMilliseconds);
        if (_beatTimer is null)
        {
            _beatTimer = this.RegisterGrainTimer(
                Beat, new GrainTimerCreationOptions(TimeSpan.FromMilliseconds(due), _beat) { Interleave = true, KeepAlive = true });
        }
        else if (now + due < _beatAt)
        {
            _beatTimer.Change(TimeSpan.FromMilliseconds(due), _beat);
        }
        else
        {
            return;
        }

        _beatAt = now + due;
    }

    private long? DriverDueIn(long now) => _driverKeptAt is { } kept ? kept + (_options.DriverSilenceSeconds * 1000L) - now : null;

    private Task Beat(CancellationToken cancellationToken)
    {
        var now = Now;
        _beatAt = now + (long)_beat.TotalMilliseconds;
        if (DriverDueIn(now) <= 0) LoseDriver();
        if (_lease.Due(now) is { } reason)
        {
            End(reason);
            _writer.SaveInBackground();
            return Task.CompletedTask;
        }

        if (RefreshOnline(now) || (_driverGoesDirect && now - _pushedAt >= DirectStateMs)) PushState();
        Announce();
        if (!_writer.Behind && now - _savedAt >= SaveMs && _lease.Record != _savedLease) _writer.SaveInBackground();

        Schedule();
        return Task.CompletedTask;
    }

    // ---- durable

    private IRentalCodeGrain Code(string code) => GrainFactory.GetGrain<IRentalCodeGrain>(RentalCodes.GrainKey(code));

    private CarState Snapshot()
    {
        _savedAt = Now;
        _lease.Meter(_savedAt);
        return new CarState { Lease = _lease.Record, Boards = _known, Settlements = _outbox.Pending, Rides = _rides.Pending, Traffic = _traffic, Writer = _writerId };
    }

    private void Written(CarState state)
    {
        (_durableEpoch, _savedLease) = (state.Lease.Epoch, state.Lease);
        _outbox.Written(state.Settlements);
        _rides.Written(state.Rides);
        _ = _outbox.Send();
    }

    private void WriteFailed(Exception e)
    {
        FleetMetrics.StorageFailed();
        if (_writer.Lost)
        {
            FleetLog.StateLost(_logger, CarId, e);
            _beatTimer?.Dispose();
            _beatTimer = null;
            DeactivateOnIdle();
            return;
        }

        Retrying(() => FleetLog.WriteFailed(_logger, CarId, e));
    }

    /// <summary>Something in the background failed: says so and tries again, with back-off, until all of it is done.</summary>
    private void Retrying(Action log)
    {
        log();
        KeepTrying();
    }

    private void KeepTrying() =>
        _retryTimer ??= this.RegisterGrainTimer(
            Retry, new GrainTimerCreationOptions(_retries.Next(), LastRetry) { Interleave = true, KeepAlive = true });

    private Task Retry(CancellationToken cancellationToken)
    {
        _writer.Retry();
        _ = _outbox.Send();
        _ = _rides.Send();
        _reporter.Update();
        if (_writer.Lost || (!_writer.Behind && !_reporter.Behind && _outbox.Pending.IsEmpty && _rides.Pending.IsEmpty))
        {
            _retryTimer?.Dispose();
            _retryTimer = null;
            _retries.Reset();
        }
        else
        {
            _retryTimer?.Change(_retries.Next(), LastRetry);
        }

        return Task.CompletedTask;
    }
}
