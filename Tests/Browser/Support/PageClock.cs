namespace RcFleet.Browser.Support;

/// <summary>
/// The page's clock against the machine's. A reading that was asked for at a moment was taken after it, so each reading
/// bounds the offset from below, and the greatest bound is the best: moments come out early by the fastest way into the
/// page, never late, and a delay measured from them is never too short.
/// </summary>
internal sealed class PageClock
{
    private long _offset = long.MinValue;

    public void Read(long asked, double pageMs) => _offset = Math.Max(_offset, Clock.Add(asked, -pageMs));

    public long Earliest(double pageMs) => Clock.Add(_offset, pageMs);
}
