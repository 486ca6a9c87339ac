namespace RcFleet.Cars;

/// <summary>The video viewers of the live session, oldest first. At most four: a fifth replaces the oldest, which is told.</summary>
internal sealed class Viewers
{
    /// <summary>The most viewers of one session.</summary>
    public const int Limit = 4;

    private readonly List<(string ConnectionId, ISessionObserver Link)> _viewers = new(Limit);

    /// <summary>Oldest first.</summary>
    public IReadOnlyList<(string ConnectionId, ISessionObserver Link)> All => _viewers;

    /// <summary>Takes a viewer; the same connection again only renews.</summary>
    public void Add(string connectionId, ISessionObserver link)
    {
        var known = _viewers.FindIndex(v => v.ConnectionId == connectionId);
        if (known >= 0)
        {
            _viewers[known] = (connectionId, link);
            return;
        }

        if (_viewers.Count == Limit)
        {
            Tell(_viewers[0].Link, EndReason.Replaced);
            _viewers.RemoveAt(0);
        }

        _viewers.Add((connectionId, link));
    }

    /// <summary>The viewer is gone.</summary>
    public void Remove(string connectionId) => _viewers.RemoveAll(v => v.ConnectionId == connectionId);

    /// <summary>Tells all of them and forgets them.</summary>
    public void End(EndReason reason)
    {
        foreach (var (_, link) in _viewers) Tell(link, reason);
        _viewers.Clear();
    }

    private static void Tell(ISessionObserver link, EndReason reason) =>
        Links.Post(link, reason, static (l, r) => l.Ended(r));
}
