using RcFleet.Devices;
using RcFleet.Fleet;

namespace RcFleet.Cars;

/// <summary>
/// The car moves to another silo while it is driven: a silo that stops gives it away with its driver, its boards and its
/// epoch, and commands go on where it is then. Only a silo that dies makes the driver join anew.
/// </summary>
/// <remarks>
/// Commands wait while it moves, so storage does not lie in its way: the state goes along as memory has it, under the ETag
/// of the last write. That is allowed to be ahead of storage by what the meter has counted since, which a crash loses as
/// well, in the driver's favour; whatever else storage lacks is written before. The time on the way is charged to nobody.
/// </remarks>
internal sealed partial class CarGrain : IGrainMigrationParticipant
{
    private const string HandoverKey = "car";
    private const string DriverLinkKey = "driver";

    private CarHandover? _handover;
    private bool _cameAlone;
    private IDriverLink? _driverOver;
    private Dictionary<string, IDeviceLink> _boardsOver = [];
    private List<(string ConnectionId, ISessionObserver Link)> _viewersOver = [];

    /// <summary>Whether there is more to this activation than its state says.</summary>
    private bool IsWorthMoving => _lease.Session is not null || _boards.All.Any();

    /// <summary>Whether an activation that ends for this reason must write first.</summary>
    private bool MustSave(DeactivationReason reason) =>
        _writer.Behind || _writer.Writing
        || (reason.ReasonCode == DeactivationReasonCode.Migrating ? !_lease.Record.IsButForTime(_saved.Record) : _saved.Differs(_lease.Record));

    /// <summary>Its silo stops and has not sent it away before: it came after all others were, or did not get away in time.</summary>
    private void MoveIfStopping(DeactivationReason reason)
    {
        if (reason.ReasonCode == DeactivationReasonCode.ShuttingDown && IsWorthMoving) this.MigrateOnIdle();
    }

    public void OnDehydrate(IDehydrationContext dehydrationContext)
    {
        // The state goes along in any case, and storage does not have it: the next activation must read.
        if (_writer.Lost || _writer.Behind || _writer.Writing) return;
        var now = Now;
        var handover = new CarHandover(
            _lease.Epoch, _lease.Session?.SessionId, _lease.HandOver(now), [.. _boards.All.Select(b => b.HandOver(now))], [.. _viewers.All.Select(v => v.ConnectionId)],
            _seat.KeptAgoMs(now), _seat.Key, _seat.Unknown, _seat.States, _quality, _fence.Epoch, _fence.Seq, _saved.Record, _saved.AgoMs(now));
        _storage.State = Snapshot();
        if (!dehydrationContext.TryAddValue(HandoverKey, handover)) return;
        if (_seat.Link is { } driver) dehydrationContext.TryAddValue(DriverLinkKey, driver);
        foreach (var board in _boards.All) dehydrationContext.TryAddValue(BoardLinkKey(board.Attachment.ConnectionId), board.Link);
        foreach (var (connectionId, link) in _viewers.All) dehydrationContext.TryAddValue(ViewerLinkKey(connectionId), link);
    }

    public void OnRehydrate(IRehydrationContext rehydrationContext)
    {
        if (!rehydrationContext.TryGetValue<CarHandover>(HandoverKey, out var handover))
        {
            _cameAlone = true;
            return;
        }

        _handover = handover;
        if (rehydrationContext.TryGetValue<IDriverLink>(DriverLinkKey, out var driver)) _driverOver = driver;
        foreach (var connectionId in handover.Boards.Select(b => b.Attachment.ConnectionId))
            if (rehydrationContext.TryGetValue<IDeviceLink>(BoardLinkKey(connectionId), out var link)) _boardsOver[connectionId] = link;
        foreach (var connectionId in handover.Viewers)
            if (rehydrationContext.TryGetValue<ISessionObserver>(ViewerLinkKey(connectionId), out var link)) _viewersOver.Add((connectionId, link));
    }

    /// <summary>Goes on where the activation before this one stopped. False when there was none, or it was about another lease than the state's.</summary>
    private bool TakeOver(LeaseRecord record)
    {
        var (handover, driver, boards, viewers) = (_handover, _driverOver, _boardsOver, _viewersOver);
        (_handover, _driverOver, _boardsOver, _viewersOver) = (null, null, [], []);
        if (handover is null || handover.Epoch != record.Epoch || handover.SessionId != record.Session?.SessionId) return false;
        if (handover.Lease.Driver is not null && driver is null) return false;

        var now = Now;
        _lease = Lease.TakeOver(record, handover.Lease, _options, now);
        if (handover.Saved is { } saved) _saved = new SavedLease(saved, now - handover.SavedAgoMs);
        foreach (var board in handover.Boards)
            if (boards.TryGetValue(board.Attachment.ConnectionId, out var link)) _boards.Plug(new BoardLink(board, link, now));
        foreach (var (connectionId, link) in viewers) _viewers.Add(connectionId, link);
        _seat.TakeOver(driver, handover, now);
        _fence.TakeOver(handover);
        _quality = handover.Quality;
        if (_boards.All.Any()) ExpectExpiry();
        RefreshOnline(now);
        Schedule();
        Announce();
        PushState();
        FleetLog.Moved(_logger, CarId, _lease.Epoch);
        return true;
    }

    private static string BoardLinkKey(string connectionId) => "board/" + connectionId;

    private static string ViewerLinkKey(string connectionId) => "viewer/" + connectionId;
}
