namespace RcFleet.Browser.Support;

/// <summary>Takes more than a minute: runs when the environment has <c>RCFLEET_LONG</c>, as <c>Tests/run --long</c> sets it.</summary>
internal sealed class LongFactAttribute : FactAttribute
{
    public LongFactAttribute()
    {
        if (Environment.GetEnvironmentVariable("RCFLEET_LONG") is null) Skip = "Takes more than a minute: Tests/run --long";
    }
}
