namespace RcFleet.Browser.Support;

/// <summary>The machine's monotonic clock, which the cars' traces use too.</summary>
internal static class Clock
{
    public static long Now => TimeProvider.System.GetTimestamp();

    public static double Ms(long from, long to) => TimeProvider.System.GetElapsedTime(from, to).TotalMilliseconds;

    public static long Add(long moment, double ms) => moment + (long)(ms / 1000 * TimeProvider.System.TimestampFrequency);
}
