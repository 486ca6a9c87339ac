namespace RcFleet.Load;

/// <summary>How long the system takes from its process' start to ready.</summary>
internal static class StartMeasurement
{
    private const int Starts = 5;

    public static async Task<IReadOnlyList<Row>> RunAsync()
    {
        var times = new List<double>();
        for (var i = 0; i < Starts; i++)
        {
            await using var server = await ServerProcess.StartAsync();
            times.Add(server.StartedIn.TotalMilliseconds);
        }

        times.Sort();
        return [new Row($"start to ready, median of {Starts}", times[Starts / 2], "ms"), new Row($"start to ready, slowest of {Starts}", times[^1], "ms")];
    }
}
