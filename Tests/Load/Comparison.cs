using RcFleet.Load.Contestants;
using RcFleet.Load.Measurements;

namespace RcFleet.Load;

/// <summary>Runs servers in turn, A B C A B C, each run in a process that has just started.</summary>
internal static class Comparison
{
    private static readonly Func<Task<IContestant>>[] Ours = [RcFleetServer.StartAsync];

    /// <summary>What can be compared, by the names of <c>--servers</c>.</summary>
    public static readonly IReadOnlyDictionary<string, Func<Task<IContestant>>> Servers = new Dictionary<string, Func<Task<IContestant>>>(StringComparer.Ordinal)
    {
        ["rcfleet"] = RcFleetServer.StartAsync,
        ["bare"] = BareServer.StartTunedAsync,
        ["bare-defaults"] = BareServer.StartAsync,
        ["v1"] = NodeServer.StartAsync,
    };

    public static async Task<IReadOnlyList<(string Title, Table Table)>> RunAsync(Arguments a)
    {
        var all = a.Command == "compare";
        var servers = (a.Servers ?? (all ? [.. Servers.Keys] : ["rcfleet"])).Select(name => Servers[name]).ToArray();
        var rounds = all || a.Servers is not null ? a.Rounds : 1;
        var tables = new List<(string, Table)>();
        if (all || a.Command == "drive") tables.Add(($"{a.Cars} cars × {a.Rate} Hz, {a.Seconds} s", await AlternateAsync(servers, rounds, s => OpenLoop.RunAsync(s, a.Cars, a.Rate, a.WarmUp, a.Seconds))));
        if (all || a.Command == "saturate") tables.Add(($"{a.Cars} cars, each one command under way, {a.Seconds} s", await AlternateAsync(servers, rounds, s => ClosedLoop.RunAsync(s, a.Cars, a.Seconds))));
        if (all || a.Command == "relay") tables.Add(($"{a.Cameras} cameras × {a.Viewers} viewers, {a.Seconds} s", await AlternateAsync(servers, rounds, s => RelayLoad.RunAsync(s, a.Cameras, a.Viewers, a.Seconds))));
        if (all || a.Command == "start")
        {
            var start = new Table();
            start.Add("RcFleet", await StartUp.RunAsync());
            tables.Add(("Start", start));
        }

        if (a.Command == "bytes") tables.Add(($"Picture by relay and directly, {a.Seconds} s, {a.Rounds} rounds", await BytesAsync(a)));
        if (all || a.Command == "storm") tables.Add(("Connect storm", await AlternateAsync(Ours, 1, s => ConnectStorm.RunAsync(s, a.Cars))));
        if (all || a.Command == "idle") tables.Add(("Idle fleet", await AlternateAsync(Ours, 1, s => IdleFleet.RunAsync(s, a.Cars))));
        return tables;
    }

    private static async Task<Table> BytesAsync(Arguments a)
    {
        var table = new Table();
        for (var round = 1; round <= a.Rounds; round++)
        {
            await using var server = (RcFleetServer)await RcFleetServer.StartAsync();
            var relay = await ServerBytes.RunAsync(server, ServerBytes.Relay, a.Seconds);
            foreach (var way in new[] { ServerBytes.Direct, ServerBytes.Climb, ServerBytes.Relay })
            {
                var rows = way == ServerBytes.Relay ? relay : await ServerBytes.RunAsync(server, way, a.Seconds);
                rows["of the relay's, %"] = rows[ServerBytes.Total] / relay[ServerBytes.Total] * 100;
                table.Add(way, rows);
                await Console.Error.WriteLineAsync($"round {round}, {way}: {string.Join(", ", rows.Select(r => FormattableString.Invariant($"{r.Key} {r.Value:0.##}")))}");
            }
        }

        return table;
    }

    private static async Task<Table> AlternateAsync(Func<Task<IContestant>>[] servers, int rounds, Func<IContestant, Task<Rows>> measure)
    {
        var table = new Table();
        for (var round = 1; round <= rounds; round++)
        {
            foreach (var start in servers)
            {
                await using var server = await start();
                var rows = await measure(server);
                table.Add(server.Name, rows);
                await Console.Error.WriteLineAsync($"round {round}, {server.Name}: {string.Join(", ", rows.Select(r => FormattableString.Invariant($"{r.Key} {r.Value:0.##}")))}");
            }
        }

        return table;
    }
}
