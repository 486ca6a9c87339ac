using RcFleet.Load.Contestants;

namespace RcFleet.Load.Measurements;

/// <summary>How long the system takes from its process' start to ready.</summary>
internal static class StartUp
{
    private const int Starts = 5;

    public static async Task<Rows> RunAsync()
    {
        var times = new List<double>();
        for (var i = 0; i < Starts; i++)
        {
            await using var server = await RcFleetServer.StartAsync();
            times.Add(server.Server.StartedIn.TotalMilliseconds);
        }

        times.Sort();
        return new Rows { [$"start to ready, median of {Starts}, ms"] = times[Starts / 2], [$"start to ready, slowest of {Starts}, ms"] = times[^1] };
    }
}
