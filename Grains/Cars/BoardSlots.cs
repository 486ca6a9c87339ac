using RcFleet.Devices;

namespace RcFleet.Cars;

/// <summary>One place for a camera and one for a controller; a board that is both fills both.</summary>
internal sealed class BoardSlots
{
    /// <summary>A controller that says nothing for this long in a session is lost: it must send at 5 Hz.</summary>
    private const long SilenceMs = 1000;

    /// <summary>A board's gateway renews every 10 s; one that has missed three is gone with its boards.</summary>
    private const long ExpireMs = 35_000;

    /// <summary>The connected camera, or null.</summary>
    public BoardLink? Camera { get; private set; }

    /// <summary>The connected controller, or null.</summary>
    public BoardLink? Controller { get; private set; }

    /// <summary>Every connected board once.</summary>
    public IEnumerable<BoardLink> All
    {
        get
        {
            if (Controller is not null) yield return Controller;
            if (Camera is not null && Camera != Controller) yield return Camera;
        }
    }

    /// <summary>The board's connection, whichever it is now, or null.</summary>
    public BoardLink? Find(string deviceId) => All.FirstOrDefault(b => b.DeviceId == deviceId);

    /// <summary>That connection, if it is the current one.</summary>
    public BoardLink? Find(string deviceId, string connectionId) =>
        Controller?.Is(deviceId, connectionId) == true ? Controller
        : Camera?.Is(deviceId, connectionId) == true ? Camera
        : null;

    /// <summary>Whether the controller can be reached; silence counts only in a session, where it must report at 5 Hz.</summary>
    public bool Reach(bool inSession, long now) => Controller is { } controller && (!inSession || now - controller.HeardAt <= SilenceMs);

    /// <summary>Those whose gateway is gone: one that was killed detaches nobody.</summary>
    public IReadOnlyList<BoardLink> Expired(long now) => [.. All.Where(b => now - b.HeardAt > ExpireMs)];

    /// <summary>Puts a board's connection into its places; whose they were is closed. The same registration again only renews.</summary>
    public PlugOutcome Plug(DeviceAttachment attachment, DeviceRole role, IDeviceLink link, long now)
    {
        var current = Find(attachment.DeviceId, attachment.ConnectionId);

        // A connection that comes back after this grain forgot it is older than one that registered meanwhile.
        if (current is null && attachment.Registration > 1 && Find(attachment.DeviceId) is not null) return PlugOutcome.Replaced;
        if (current is not null && current.Attachment.Registration >= attachment.Registration)
        {
            // One that a newer registration has overtaken says nothing new.
            if (current.Attachment.Registration == attachment.Registration) current.Renew(attachment, link);
            return PlugOutcome.Known;
        }

        foreach (var old in Plug(new BoardLink(attachment, role, link, now)).Where(old => old != current)) old.Close(DeviceCloseReason.Replaced);
        return PlugOutcome.Plugged;
    }

    /// <summary>Puts a board into its places. Returns those that it pushed out.</summary>
    public IReadOnlyList<BoardLink> Plug(BoardLink board)
    {
        BoardLink[] pushed = [.. All.Where(b => (board.IsCamera && b == Camera) || (board.IsController && b == Controller))];
        foreach (var old in pushed) Unplug(old);
        if (board.IsCamera) Camera = board;
        if (board.IsController) Controller = board;
        return pushed;
    }

    /// <summary>Takes a board out of its places.</summary>
    public void Unplug(BoardLink board)
    {
        if (Camera == board) Camera = null;
        if (Controller == board) Controller = null;
    }
}
