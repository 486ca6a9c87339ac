namespace RcFleet.Cars;

/// <summary>
/// Reports a car's summary to the fleet index: one report in flight, awaited, so that they arrive in order. What a
/// renter decides by (status, camera, controller) goes at once, numbers at most every 5 s.
/// </summary>
/// <param name="current">The summary as it is now; null while the car is not part of the fleet.</param>
/// <param name="send">Delivers it.</param>
/// <param name="now">Monotonic milliseconds.</param>
/// <param name="failed">Told when a report did not arrive.</param>
internal sealed class SummaryReporter(
    Func<CarSummary?> current, Func<CarSummary, Task> send, Func<long> now, Action<Exception> failed)
{
    private const long NumbersMs = 5000;

    private CarSummary? _reported;
    private long _reportedAt;
    private bool _reporting;

    /// <summary>The last report failed.</summary>
    public bool Behind { get; private set; }

    /// <summary>Reports if there is something to report.</summary>
    public void Update()
    {
        if (!_reporting && Due() is not null) _ = ReportAll();
    }

    /// <summary>The index has forgotten the car: the next report counts as news.</summary>
    public void Forget() => _reported = null;

    private CarSummary? Due()
    {
        if (current() is not { } summary || summary == _reported) return null;
        var news = _reported is not { } last
            || (last.Status, last.Camera, last.Controller, last.Waiting)
                != (summary.Status, summary.Camera, summary.Controller, summary.Waiting);
        return news || now() - _reportedAt >= NumbersMs ? summary : null;
    }

    private async Task ReportAll()
    {
        _reporting = true;
        try
        {
            while (Due() is { } summary)
            {
                await send(summary);
                (_reported, _reportedAt, Behind) = (summary, now(), false);
            }
        }
        catch (Exception e)
        {
            Behind = true;
            failed(e);
        }
        finally
        {
            _reporting = false;
        }
    }
}
