using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using RcFleet.Devices;
using RcFleet.Fleet;
using RcFleet.Rentals;
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
    private static readonly TimeSpan ExpiryPeriod = TimeSpan.FromSeconds(5);

    private readonly IPersistentState<CarState> _storage;
    private readonly LeaseOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<CarGrain> _logger;
    private readonly long _start;
    private readonly long _writerId = Random.Shared.NextInt64(1, long.MaxValue);

    private readonly CoalescedWriter<CarState> _writer;
    private readonly SummaryReporter _reporter;
    private readonly RetryTimer _retries;
    private readonly BeatTimer _beats;
    private readonly BoardSlots _boards = new();
    private readonly DriverSeat _seat;
    private readonly DriveFence _fence = new();
    private readonly Viewers _viewers = new();

    // Set when the grain is activated, before its first call.
    private Lease _lease = null!;
    private SavedLease _saved = null!;
    private CarAccounts _accounts = null!;
    private Roster _roster = new([]);

    private IGrainTimer? _expiryTimer;
    private string? _granting;

    private VideoQuality _quality;

    public CarGrain(
        [PersistentState("car", "fleet")] IPersistentState<CarState> storage,
        IOptions<LeaseOptions> options,
        TimeProvider time,
        ILogger<CarGrain> logger)
    {
        (_storage, _options, _time, _logger) = (storage, options.Value, time, logger);
        _start = time.GetTimestamp();
        _seat = new DriverSeat(_options.DriverSilenceSeconds * 1000L);

        // Twice as often as a third of the time to live, so that a late beat still renews in time.
        _beats = new BeatTimer(TimeSpan.FromMilliseconds(Math.Min(500, _options.LeaseTtlMs / 6)), this.RegisterGrainTimer, Beat);
        _retries = new RetryTimer(this.RegisterGrainTimer, TryAgain);
        _writer = new CoalescedWriter<CarState>(storage, Snapshot, state => state.Writer == _writerId, Written, WriteFailed);
        _reporter = new SummaryReporter(
            () => _roster.IsEmpty ? null : View.Summary(),
            summary => Shard.Report(summary),
            () => Now,
            e => Retrying(() => FleetLog.ReportFailed(_logger, CarId, e)));
    }

    private string CarId => this.GetPrimaryKeyString();

    private long Now => (long)_time.GetElapsedTime(_start).TotalMilliseconds;

    private IFleetShardGrain Shard => GrainFactory.GetGrain<IFleetShardGrain>(FleetShards.KeyFor(CarId));

    /// <summary>The live epoch is on disk and ours: it may be told and obeyed.</summary>
    private bool EpochIsDurable => _saved.Epoch == _lease.Epoch && !_writer.Lost;

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        // What came along is not in storage: an epoch in it could be given twice.
        if (_cameAlone) await _storage.ReadStateAsync(cancellationToken);
        var state = _storage.State;
        _lease = Lease.Restore(state.Lease, _options, Now);
        _roster = new Roster(state.Boards);
        _saved = new SavedLease(state.Lease, Now);
        _accounts = CarAccounts.Restore(CarId, state, GrainFactory, _time, _writer.SaveInBackground, Retrying, _logger);
        if (!_accounts.Rides.IsEmpty) _retries.Start();
        if (!TakeOver(state.Lease) && _lease.Session is { } session)
        {
            FleetLog.SessionRestored(_logger, CarId, session.SessionId, _lease.Epoch, session.RemainingMs);
            _seat.Forget();
            Schedule();
        }

        _ = _accounts.Settle();
        _reporter.Update();
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        _beats.End();
        _retries.End();
        _expiryTimer?.Dispose();
        _lease.Meter(Now);
        if (_writer.Lost) return;
        try
        {
            if (MustSave(reason)) await _writer.Save().WaitAsync(cancellationToken);
        }
        catch (Exception e)
        {
            FleetLog.WriteFailed(_logger, CarId, e);
            return;
        }

        MoveIfStopping(reason);
    }

    // ---- boards

    public async Task<AddDeviceOutcome> AddDevice(string deviceId, DeviceRole role, bool keyless)
    {
        var before = _roster;
        var board = new CarBoard(deviceId, role, keyless);
        if (before.Refusal(board) is { } refusal) return refusal;
        if (before.Find(deviceId) != board)
        {
            foreach (var old in before.DisplacedBy(board)) Close(old.DeviceId, DeviceCloseReason.KeyRequired);
            _roster = before.With(board);
            await _writer.Save(undo: () => _roster = before);
        }

        await Shard.AddCar(CarId);
        _reporter.Update();
        return AddDeviceOutcome.Added;
    }

    public async Task RemoveDevice(string deviceId, DeviceCloseReason reason)
    {
        Close(deviceId, reason);
        _roster = _roster.Without(deviceId);
        if (_roster.IsEmpty) End(EndReason.Revoked);
        await _writer.Save();
        if (!_roster.IsEmpty) return;
        await _accounts.EnterRides();
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
        if (_roster.Find(attachment.DeviceId) is not { } board)
        {
            ForgetIfUnknown();
            return Task.FromResult(new AttachResult(Accepted: false, _lease.Stopped));
        }

        var now = Now;
        var outcome = _boards.Plug(attachment, board.Role, link, now);
        if (outcome == PlugOutcome.Plugged)
        {
            ExpectExpiry();
            if (RefreshOnline(now)) PushState();
            Announce();
            if (_quality != VideoQuality.High) _boards.Camera?.Video(_quality);
            _reporter.Update();
        }

        return Task.FromResult(new AttachResult(outcome != PlugOutcome.Replaced, _lease.Stopped, outcome == PlugOutcome.Replaced));
    }

    private void ExpectExpiry() =>
        _expiryTimer ??= this.RegisterGrainTimer(Expire, new GrainTimerCreationOptions(ExpiryPeriod, ExpiryPeriod) { Interleave = true });

    private Task Expire(CancellationToken cancellationToken)
    {
        foreach (var board in _boards.Expired(Now)) Unplug(board);
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
        if (turned || !_seat.GoesDirect || (armed, neutral) != (board.Telemetry.Armed, board.Telemetry.Neutral)) PushState();
        _reporter.Update();
    }

    private void Close(string deviceId, DeviceCloseReason reason)
    {
        if (_boards.Find(deviceId) is not { } board) return;
        if (board == _boards.Controller && _lease.Session is not null) SendStop(StopReason.Operator, latched: false);
        board.Close(reason);
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

    public Task<CarSummary> GetSummary() => Task.FromResult(View.Summary());

    public Task<CarDetails> GetDetails() =>
        Task.FromResult(new CarDetails(View.Summary(), Info(), View.Devices(_roster)));

    public Task<bool> HoldsSession(string sessionId) =>
        Task.FromResult(_granting == sessionId || _lease.Session?.SessionId == sessionId || _accounts.Owe(sessionId));

    public Task<SessionInfo?> GetSession(string tokenHash) => Task.FromResult(IsHeldBy(tokenHash) ? Info() : null);

    public Task<SessionInfo?> FindSession(string sessionId) =>
        Task.FromResult(_lease.Session?.SessionId == sessionId ? Info() : null);

    public Task<CameraResult> GetCamera(string tokenHash) =>
        Task.FromResult(IsHeldBy(tokenHash) ? new CameraResult(_lease.Session!.SessionId, View.Camera()) : new CameraResult(null, null));

    public Task<CameraPlace?> FindCamera() => Task.FromResult(View.CameraPlace());

    public Task<string?> MintStreamToken(string tokenHash) =>
        IsHeldBy(tokenHash) && _boards.Camera is { } camera ? camera.Link.MintStreamToken(_lease.Session!.SessionId) : Task.FromResult<string?>(null);

    private CarView View => new(CarId, _lease, _boards);

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
        if (!_roster.IsEmpty || _lease.Session is not null) return false;
        DeactivateOnIdle();
        return true;
    }

    private SessionInfo? Info()
    {
        _lease.Meter(Now);
        return View.Session(PublishedEpoch, _accounts.Traffic);
    }

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
                var reserved = await _accounts.Reserve(code, sessionId);
                if (reserved.Outcome != ReserveOutcome.Reserved) return new GrantResult(Refused(reserved.Outcome));
                grantedMs = reserved.Ms;
            }

            var outcome = _lease.Grant(Now, sessionId, SessionToken.Hash(token), request.Code, grantedMs, _time.GetUtcNow().ToUnixTimeMilliseconds());
            if (outcome != GrantOutcome.Granted)
            {
                _accounts.GiveBack(new LeaseEnd(sessionId, request.Code, grantedMs));
                _writer.SaveInBackground();
                return new GrantResult(outcome);
            }
        }
        finally
        {
            _granting = null;
        }

        _accounts.Open();

        // Outside a session it reports only at its heartbeat.
        if (_boards.Controller is { } controller) controller.HeardAt = Now;
        Schedule();
        await _writer.Save(undo: () =>
        {
            if (_lease.Session?.SessionId == sessionId && _lease.End(Now) is { } undone) Settle(undone);
        });
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
        _seat.Reissue();
        _viewers.End(EndReason.Replaced);
        Schedule();
        await _writer.Save();
        if (!_lease.IsHeldBy(tokenHash)) return Interrupted();
        Announce();
        return new GrantResult(GrantOutcome.Reissued, Info(), token);
    }

    public Task<long?> LastJoin(string tokenHash) => Task.FromResult<long?>(IsHeldBy(tokenHash) ? _lease.LastJoin : null);

    public Task<JoinResult> Join(string tokenHash, string connectionId, IDriverLink driver) => JoinAfter(tokenHash, connectionId, driver, long.MaxValue);

    public async Task<JoinResult> JoinAfter(string tokenHash, string connectionId, IDriverLink driver, long lastJoin)
    {
        if (!IsHeldBy(tokenHash)) return JoinRefused;
        if (_lease.LastJoin > lastJoin) return JoinRefused with { Overtaken = true };
        if (_lease.Driver is not null) SendStop(StopReason.DriverReplaced, latched: false);
        return await JoinAs(connectionId, driver);
    }

    public async Task<JoinResult> Rejoin(string tokenHash, string connectionId, IDriverLink driver)
    {
        if (!IsHeldBy(tokenHash)) return JoinRefused;
        if (_lease.Driver is { } other && other != connectionId) return JoinRefused with { Overtaken = true };
        return await JoinAs(connectionId, driver);
    }

    private static JoinResult JoinRefused { get; } = new(null, 0, [], null);

    private async Task<JoinResult> JoinAs(string connectionId, IDriverLink driver)
    {
        var join = _lease.Join(Now, connectionId);
        if (join.Replaced is not null && join.Replaced != connectionId) _seat.End(EndReason.Replaced);
        _seat.Take(driver);
        Schedule();
        if (join.EpochTaken)
        {
            // If that fails, nobody will hear of this join: the lease waits for another one.
            await _writer.Save(undo: () =>
            {
                if (_lease.Leave(Now, connectionId)) _seat.Leave();
            });
        }
        else
        {
            _writer.SaveInBackground();
        }

        if (_lease.Epoch != join.Epoch || _lease.Driver != connectionId) return JoinRefused;
        _seat.Keep(Now, goesDirect: false);
        Schedule();
        FleetMetrics.Joined();
        Announce();
        return new JoinResult(
            Info(), Lease.MaxThrottle, [.. View.Devices(_roster).Where(d => d.Online)], State(), Grant(), _options.ReconnectGraceSeconds);
    }

    public Task<DriveGrant?> GetGrant(string connectionId) => Task.FromResult(_lease.Driver == connectionId ? Grant() : null);

    private DriveGrant? Grant() => EpochIsDurable ? _seat.Grant(CarId, _lease, _boards.Controller?.Attachment) : null;

    public Task Leave(string connectionId)
    {
        if (_lease.Driver == connectionId) LoseDriver();
        return Task.CompletedTask;
    }

    public Task<KeepResult> Keep(string connectionId, KeepRequest request)
    {
        if (request is { SessionId: { } sessionId, Carried: { } carried }) Carried(sessionId, carried);
        if (_lease.Driver != connectionId) return Task.FromResult(new KeepResult(Drives: false));
        _seat.Keep(Now, request.GoesDirect);
        Schedule();
        return Task.FromResult(new KeepResult(Drives: true, request.WantsGrant ? Grant() : null));
    }

    public async Task<bool> KeepDriver(string connectionId) => (await Keep(connectionId, new KeepRequest())).Drives;

    public Task AddTraffic(string sessionId, Traffic traffic)
    {
        Carried(sessionId, traffic);
        return Task.CompletedTask;
    }

    private void Carried(string sessionId, Traffic traffic)
    {
        if (_accounts.Add(_lease.Session?.SessionId, sessionId, traffic)) _writer.SaveInBackground();
    }

    public Task<WatchResult> Watch(string tokenHash, string connectionId, ISessionObserver viewer)
    {
        if (!IsHeldBy(tokenHash)) return Task.FromResult(new WatchResult(null, null));
        _viewers.Add(connectionId, viewer);
        var camera = View.CameraPlace();
        return Task.FromResult(new WatchResult(_lease.Session!.SessionId, camera?.DeviceId, camera?.Gateway, camera?.PeerUrl));
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
        await _accounts.Settled();
        return true;
    }

    private void LoseDriver()
    {
        SendStop(StopReason.DriverLost, latched: false);
        if (_lease.Driver is { } connectionId) _lease.Leave(Now, connectionId);
        _seat.Leave();
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
        foreach (var board in _boards.All) board.End(ended.SessionId, PublishedEpoch, reason);
        _quality = VideoQuality.High;
        _seat.End(reason);
        _viewers.End(reason);

        // Sent at the next try, a second later: what the gateways have counted until the end comes in between.
        _accounts.EnterRide(session, reason, _time.GetUtcNow().ToUnixTimeMilliseconds());
        _retries.Start();
        Settle(ended);
        FleetMetrics.Ended(reason);
        FleetLog.SessionEnded(_logger, CarId, ended.SessionId, reason, ended.UnusedMs);
    }

    /// <summary>What an ended session leaves to do, told to nobody on the links.</summary>
    private void Settle(LeaseEnd ended)
    {
        _accounts.GiveBack(ended);
        Schedule();
        RefreshOnline(Now);
        _reporter.Update();
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
        var refusal = _fence.Judge(command, _lease, EpochIsDurable, _boards.Controller is not null);
        if (refusal != DriveRefusal.None)
        {
            FleetMetrics.DriveRefused(refusal);
            return Task.CompletedTask;
        }

        _fence.Passed(command.Epoch, command.Seq);
        _boards.Controller!.Drive(command);
        return Task.CompletedTask;
    }

    public async Task<bool> Stop(StopRequest request)
    {
        if (request.TokenHash is { } tokenHash && !IsHeldBy(tokenHash)) return false;
        if (!request.Latched && request.ConnectionId is { } connectionId && _lease.Driver != connectionId) return false;

        if (request.AfterSeq > 0 && _lease.Driver == request.ConnectionId) _fence.Passed(_lease.Epoch, request.AfterSeq);
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
            _boards.Controller?.Resume(PublishedEpoch);
            return;
        }

        _lease.SetStopped(Now, false);
        await _writer.Save(undo: () =>
        {
            // A controller that attached meanwhile was told that there is no stop.
            _lease.SetStopped(Now, true);
            SendStop(StopReason.Operator, latched: true);
        });
        if (_lease.Stopped) return;
        _boards.Controller?.Resume(PublishedEpoch);
        Changed();
    }

    public async Task Disable()
    {
        _lease.SetDisabled(Now, true);
        End(EndReason.CarDisabled);
        Changed();
        await _writer.Save();
        await _accounts.Settled();
    }

    public async Task Enable()
    {
        if (!_lease.SetDisabled(Now, false)) return;
        await _writer.Save(undo: () => _lease.SetDisabled(Now, true));
        Changed();
    }

    // ---- picture and signaling

    public Task<bool> SetVideo(string connectionId, VideoQuality quality)
    {
        if (_lease.Driver != connectionId) return Task.FromResult(false);
        _quality = quality;
        _boards.Camera?.Video(_quality);
        return Task.FromResult(true);
    }

    public Task<bool> SignalDevice(string connectionId, string deviceId, SignalMessage message)
    {
        if (_lease.Driver != connectionId || _boards.Find(deviceId) is not { } board) return Task.FromResult(false);
        board.Signal(message);
        return Task.FromResult(true);
    }

    public Task<bool> SignalDriver(string deviceId, string connectionId, string sessionId, SignalMessage message)
    {
        if (_lease.Session?.SessionId != sessionId || _boards.Find(deviceId, connectionId) is null) return Task.FromResult(false);
        return Task.FromResult(_seat.Signal(message));
    }

    // ---- what goes out

    private long PublishedEpoch => _saved.Publishable(_lease);

    /// <summary>Tells every board the lease: at each change and at each beat.</summary>
    private void Announce()
    {
        if (_lease.Session is not { } session || !EpochIsDurable) return;
        foreach (var board in _boards.All) board.Announce(_lease, session, _seat);
    }

    private void SendStop(StopReason reason, bool latched)
    {
        FleetMetrics.Stopped(reason);
        _boards.Controller?.Stop(PublishedEpoch, _fence.SeqOf(PublishedEpoch), reason, latched);
    }

    private void PushState() => _seat.Tell(_seat.Link is not null && EpochIsDurable ? State() : null, Now);

    private DriverState State()
    {
        _lease.Meter(Now);
        return View.State(_seat.NextOrder(_lease.Epoch));
    }

    private void Changed()
    {
        Schedule();
        Announce();
        PushState();
        _reporter.Update();
    }

    // ---- time

    private bool RefreshOnline(long now)
    {
        if (!_lease.SetOnline(now, _boards.Reach(_lease.Session is not null, now))) return false;
        Schedule();
        return true;
    }

    private void Schedule()
    {
        if (_lease.Session is null)
        {
            _beats.Stop();
            return;
        }

        var now = Now;
        _beats.Expect(now, Math.Min(_lease.DueIn(now) ?? long.MaxValue, _seat.LostIn(now) ?? long.MaxValue));
    }

    private Task Beat(CancellationToken cancellationToken)
    {
        var now = Now;
        _beats.Beaten(now);
        if (_seat.LostIn(now) <= 0) LoseDriver();
        if (_lease.Due(now) is { } reason)
        {
            End(reason);
            _writer.SaveInBackground();
            return Task.CompletedTask;
        }

        if (RefreshOnline(now) || _seat.WantsState(now)) PushState();
        Announce();
        if (!_writer.Behind && _saved.IsStale(_lease.Record, now)) _writer.SaveInBackground();

        Schedule();
        return Task.CompletedTask;
    }

    // ---- durable

    private CarState Snapshot()
    {
        var now = Now;
        _lease.Meter(now);
        _saved.Taken(now);
        return new CarState { Lease = _lease.Record, Boards = _roster.Boards, Settlements = _accounts.Settlements, Rides = _accounts.Rides, Traffic = _accounts.Traffic, Writer = _writerId };
    }

    private void Written(CarState state)
    {
        _saved.Written(state.Lease);
        _accounts.Written(state);
        _ = _accounts.Settle();
    }

    private void WriteFailed(Exception e)
    {
        FleetMetrics.StorageFailed();
        if (_writer.Lost)
        {
            FleetLog.StateLost(_logger, CarId, e);
            _beats.Stop();
            DeactivateOnIdle();
            return;
        }

        Retrying(() => FleetLog.WriteFailed(_logger, CarId, e));
    }

    /// <summary>Something in the background failed: says so and tries again, with back-off, until all of it is done.</summary>
    private void Retrying(Action log)
    {
        log();
        _retries.Start();
    }

    private bool TryAgain()
    {
        _writer.Retry();
        _ = _accounts.Settle();
        _ = _accounts.EnterRides();
        _reporter.Update();
        return _writer.Lost || (!_writer.Behind && !_reporter.Behind && _accounts.AreSettled);
    }
}
