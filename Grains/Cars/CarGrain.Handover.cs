using RcFleet.Devices;
using RcFleet.Fleet;

namespace RcFleet.Cars;

/// <summary>
/// The car moves to another silo while it is driven: a silo that stops gives it away with its driver, its boards and its
/// epoch, and commands go on where it is then. Only a silo that dies makes the driver join anew.
/// </summary>
internal sealed partial class CarGrain : IGrainMigrationParticipant
{
    private const string HandoverKey = "car";
    private const string DriverLinkKey = "driver";

    private CarHandover? _handover;
    private bool _cameAlone;
    private IDriverLink? _driverOver;
    private Dictionary<string, IDeviceLink> _boardsOver = [];
    private List<(string ConnectionId, ISessionObserver Link)> _viewersOver = [];

    public void OnDehydrate(IDehydrationContext dehydrationContext)
    {
        // The state goes along in any case, and storage does not have it: the next activation must read.
        if (_writer.Lost || _writer.Behind) return;
        var now = Now;
        var handover = new CarHandover(
            _lease.Epoch, _lease.Session?.SessionId, _lease.HandOver(now), [.. _boards.All.Select(b => b.HandOver(now))], [.. _viewers.All.Select(v => v.ConnectionId)],
            _seat.KeptAgoMs(now), _seat.Key, _seat.Unknown, _seat.States, _quality, _fence.Epoch, _fence.Seq);
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
