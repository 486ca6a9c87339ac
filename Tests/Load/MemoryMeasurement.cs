using System.Net.WebSockets;

namespace RcFleet.Load;

/// <summary>What idle boards cost: two sockets and a grain a car.</summary>
internal static class MemoryMeasurement
{
    private static readonly TimeSpan Settle = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(2);

    public static async Task<IReadOnlyList<Row>> RunAsync(int devices)
    {
        await using var server = await ServerProcess.StartAsync();

        // One car first, so that what is loaded once does not count.
        var sockets = new List<ClientWebSocket>();
        await ConnectCar(server, 0, sockets);
        await Beat(sockets, Settle);
        var before = server.ResidentBytes;
        for (var car = 1; car <= devices / 2; car++) await ConnectCar(server, car, sockets);
        await Beat(sockets, Settle);
        var after = server.ResidentBytes;
        foreach (var socket in sockets) socket.Dispose();
        return
        [
            new Row($"resident memory with {devices} boards connected", after / (1024.0 * 1024), "MiB"),
            new Row("of it per car of two boards", (after - before) / 1024.0 / (devices / 2), "KiB"),
        ];
    }

    private static async Task ConnectCar(ServerProcess server, int car, List<ClientWebSocket> sockets)
    {
        var carId = $"idle-{car}";
        sockets.Add(await server.Board(carId, "camera"));
        sockets.Add(await server.Board(carId, "control"));
    }

    // As idle boards do: telemetry at each heartbeat.
    private static async Task Beat(List<ClientWebSocket> sockets, TimeSpan during)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(start) < during)
        {
            foreach (var socket in sockets) await ServerProcess.Send(socket, new { type = "telemetry", batteryPercent = 80, rssi = -60 });
            await Task.Delay(Heartbeat, TimeProvider.System);
        }
    }
}
