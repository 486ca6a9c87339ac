using RcFleet.Load.Contestants;
using RcFleet.ScaleModel.Measurements;

namespace RcFleet.Load.Measurements;

/// <summary>The ways of a command, from one process to gateways beside three silos, under the same load.</summary>
internal static class Routes
{
    /// <summary>A machine that is busier than this has no room to show what a command costs or how long it takes.</summary>
    private const double FullPercent = 95;

    /// <summary>Fewer commands than this arrived: the rest was dropped for its age.</summary>
    private const double EnoughPercent = 99;

    private static readonly (string Name, string Title, int Silos, int Gateways)[] All =
    [
        ("embedded", "embedded engine, 1 process", 0, 1),
        ("one-silo", "Orleans, 1 silo + 1 gateway, grain", 1, 1),
        ("grain", "Orleans, 3 silos + 2 gateways, grain", 3, 2),
        ("direct", "Orleans, 3 silos + 2 gateways, direct", 3, 2),
    ];

    public static IReadOnlyList<string> Names => [.. All.Select(r => r.Name)];

    public static async Task<(Table Table, IReadOnlyList<RoutePoint> Points)> RunAsync(Arguments a, string machine)
    {
        var table = new Table();
        var points = new List<RoutePoint>();
        foreach (var (name, title, silos, gateways) in All.Where(r => a.Route is null || r.Name == a.Route))
        {
            await using var server = name == "embedded" ? await RcFleetServer.StartAsync() : await ClusterServer.StartAsync(title, silos, gateways, name == "direct" ? "direct" : "grain");
            var rows = await OpenLoop.RunAsync(server, a.Cars, a.Rate, a.WarmUp, a.Seconds);
            var over = rows[Rows.Arrived] < EnoughPercent || rows.GetValueOrDefault(Rows.MachineBusy) >= FullPercent;
            var shown = over ? $"OVER CAPACITY: {title}" : title;
            table.Add(shown, rows);
            await Console.Error.WriteLineAsync($"{shown}: {string.Join(", ", rows.Select(r => FormattableString.Invariant($"{r.Key} {r.Value:0.##}")))}");
            points.Add(new RoutePoint
            {
                Route = name,
                Silos = silos,
                Gateways = gateways,
                Cars = a.Cars,
                RateHz = a.Rate,
                WarmUpSeconds = a.WarmUp,
                Seconds = a.Seconds,
                SiloCpuUs = Math.Round(rows.GetValueOrDefault(Rows.CpuOf("silos")), 1),
                GatewayCpuUs = Math.Round(rows.GetValueOrDefault(Rows.CpuOf("gateways"), rows[Rows.CpuPerCommand]), 1),
                P50Ms = Math.Round(rows[Rows.P50], 2),
                P99Ms = Math.Round(rows[Rows.P99], 2),
                ArrivedPercent = Math.Round(rows[Rows.Arrived], 2),
                MachineBusyPercent = Math.Round(rows.GetValueOrDefault(Rows.MachineBusy), 1),
                OverCapacity = over,
                Machine = machine,
            });
        }

        return (table, points);
    }
}
