using System.Globalization;
using RcFleet.Load.Client;
using RcFleet.Load.Contestants;

namespace RcFleet.Load.Measurements;

/// <summary>
/// What idle cars cost: two device sockets and a grain each, telemetry at each heartbeat. The memory of a car is the slope
/// between a tenth of the fleet and all of it, so that what is loaded once does not count.
/// </summary>
internal static class IdleFleet
{
    private static readonly TimeSpan Settle = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(2);
    private static readonly byte[] Telemetry = RawWebSocket.TextFrame("""{"type":"telemetry","batteryPercent":81,"rssi":-61}""");

    public static async Task<Rows> RunAsync(IContestant server, int cars)
    {
        var names = Car.Names(cars);
        await server.PrepareAsync(names);
        var boards = new List<RawWebSocket>();
        try
        {
            var few = Math.Max(1, cars / 10);
            await ConnectAsync(server, names[..few], boards);
            var before = await SettleAsync(server, boards);
            await ConnectAsync(server, names[few..], boards);
            var cpu = server.Server.Cpu;
            var after = await SettleAsync(server, boards);
            var used = server.Server.Cpu - cpu;
            var lost = boards.FirstOrDefault(b => b.ClosedBecause is not null);
            if (lost is not null) throw new InvalidOperationException($"A board lost its connection: {lost.ClosedBecause}");
            var fleet = string.Create(CultureInfo.InvariantCulture, $"{cars} idle cars");
            return new Rows
            {
                [$"{fleet}: resident memory, MiB"] = after / (1024.0 * 1024),
                [$"{fleet}: resident memory a car, KiB"] = (after - before) / 1024.0 / (cars - few),
                [$"{fleet}: server CPU, % of a core"] = used / Settle * 100,
            };
        }
        finally
        {
            foreach (var board in boards) board.Dispose();
        }
    }

    private static async Task ConnectAsync(IContestant server, string[] cars, List<RawWebSocket> boards)
    {
        foreach (var car in cars)
        {
            foreach (var role in new[] { "camera", "control" })
            {
                var board = await server.BoardAsync(car, role);
                board.StartReceiving(static (_, _) => { });
                boards.Add(board);
                board.TrySend(Telemetry);
            }
        }
    }

    private static async Task<long> SettleAsync(IContestant server, List<RawWebSocket> boards)
    {
        for (var waited = TimeSpan.Zero; waited < Settle; waited += Heartbeat)
        {
            foreach (var board in boards) board.TrySend(Telemetry);
            await Task.Delay(Heartbeat, TimeProvider.System);
        }

        return server.Server.ResidentBytes;
    }
}
