namespace RcFleet.Storage;

/// <summary>
/// How long to wait before the next try: at first <paramref name="first"/>, then each time twice as long, up to
/// <paramref name="last"/>. All but the first are cut by up to a half at random, so that many who failed together do not
/// come back together.
/// </summary>
/// <remarks>A storage account that throttles must get less of everybody, not the same again every second.</remarks>
internal sealed class BackOff(TimeSpan first, TimeSpan last)
{
    private TimeSpan? _next;

    /// <summary>The wait before the next try.</summary>
    public TimeSpan Next()
    {
        if (_next is not { } wait)
        {
            _next = 2 * first;
            return first;
        }

        _next = 2 * wait < last ? 2 * wait : last;
        return wait * (0.5 + (Random.Shared.NextDouble() / 2));
    }

    /// <summary>All is well again: the next wait is the first.</summary>
    public void Reset() => _next = null;
}
