namespace RcFleet.Gateway.Tests.Support;

/// <summary>The real clock, whose wall time can be set as an operator or NTP would; its monotonic time knows nothing of it.</summary>
internal sealed class SteppedClock : TimeProvider
{
    private long _ticks;

    public void Step(TimeSpan by) => Interlocked.Add(ref _ticks, by.Ticks);

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow().AddTicks(Interlocked.Read(ref _ticks));
}
