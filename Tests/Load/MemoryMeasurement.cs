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
        using var stop = new CancellationTokenSource();
        var boards = new List<Task>();

        // One car first, so that what is loaded once does not count.
        await ConnectCar(server, 0, boards, stop.Token);
        await Task.Delay(Settle, TimeProvider.System);
        var before = server.ResidentBytes;
        for (var car = 1; car <= devices / 2; car++) await ConnectCar(server, car, boards, stop.Token);
        await Task.Delay(Settle, TimeProvider.System);
        var after = server.ResidentBytes;
        var lost = boards.Count(b => b.IsCompleted);
        await stop.CancelAsync();
        await Task.WhenAll(boards);
        if (lost > 0) throw new InvalidOperationException($"{lost} of {devices} boards lost their connection.");
        return
        [
            new Row($"resident memory with {devices} boards connected", after / (1024.0 * 1024), "MiB"),
            new Row("of it per car of two boards", (after - before) / 1024.0 / (devices / 2), "KiB"),
        ];
    }

    private static async Task ConnectCar(ServerProcess server, int car, List<Task> boards, CancellationToken cancellation)
    {
        var carId = $"idle-{car}";
        boards.Add(Idle(await server.Board(carId, "camera"), cancellation));
        boards.Add(Idle(await server.Board(carId, "control"), cancellation));
    }

    // As an idle board does: telemetry at each heartbeat, and reading, which answers the server's pings.
    private static async Task Idle(ClientWebSocket socket, CancellationToken cancellation)
    {
        var buffer = new byte[1024];
        var reading = socket.ReceiveAsync(buffer.AsMemory(), cancellation).AsTask();
        try
        {
            while (!reading.IsCompleted)
            {
                await ServerProcess.Send(socket, new { type = "telemetry", batteryPercent = 80, rssi = -60 });
                await Task.Delay(Heartbeat, TimeProvider.System, cancellation);
            }

            await reading;
        }
        catch (Exception e) when (e is OperationCanceledException or WebSocketException)
        {
            // The measurement is over, or the connection is: the caller counts.
        }
        finally
        {
            socket.Dispose();
        }
    }
}
