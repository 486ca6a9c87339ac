using System.Globalization;
using RcFleet.Load.Client;
using RcFleet.Load.Contestants;
using RcFleet.VirtualCar;

namespace RcFleet.Load.Measurements;

/// <summary>
/// What a driven minute costs the server in bytes, by the way that the picture comes: one virtual car (640×480, 20 frames a
/// second) on two real boards' sockets, and a driver who sends and watches as the page does. By the ride that the server's
/// own ledger lists afterwards: all WebSocket messages of both boards and of the driver, in and out.
/// </summary>
internal static class ServerBytes
{
    /// <summary>The picture over the server, for the whole ride.</summary>
    public const string Relay = "relay";

    /// <summary>The picture straight from the camera, for the whole ride.</summary>
    public const string Direct = "direct";

    /// <summary>As the page does it: relay first, both until the direct one has settled, then that alone.</summary>
    public const string Climb = "relay, then direct";

    /// <summary>What the page keeps the relay for beside a direct stream that has brought its first frame.</summary>
    private static readonly TimeSpan Settle = TimeSpan.FromSeconds(0.5);

    private static readonly TimeSpan CommandPeriod = TimeSpan.FromSeconds(1.0 / 30);

    public static async Task<Rows> RunAsync(RcFleetServer server, string way, int seconds)
    {
        var car = "car-" + way.Replace(", ", "-", StringComparison.Ordinal).Replace(' ', '-');
        await server.PrepareAsync([car]);
        await using var boards = new VirtualCar.VirtualCar(new VirtualCarOptions
        {
            ServerUrl = new UriBuilder(server.Server.Url) { Scheme = "ws", Path = "/ws/device" }.Uri,
            Name = car,
            Camera = new DeviceCredential(car + "-camera", server.KeyOf(car + "-camera")),
            Control = new DeviceCredential(car + "-control", server.KeyOf(car + "-control")),
        });
        await boards.StartAsync();
        await server.AvailableAsync(car);

        using var driver = await server.DriverAsync(car);
        driver.StartReceiving(static (_, _) => { });
        using var over = new CancellationTokenSource();
        var driving = DriveAsync(driver, over.Token);
        var frames = 0;
        RawWebSocket? viewer = null;
        if (way != Direct)
        {
            viewer = await server.ViewerAsync(car, 64 * 1024);
            viewer.StartReceiving((opcode, _) => frames += opcode == 2 ? 1 : 0);
        }

        var watching = Task.CompletedTask;
        if (way != Relay)
        {
            var first = new TaskCompletionSource();
            watching = WatchAsync(await server.StreamUrlAsync(car), first, () => frames++, over.Token);
            await first.Task;
            if (viewer is not null) await Task.Delay(Settle, TimeProvider.System);
            viewer?.Dispose();
            viewer = null;
        }

        await Task.Delay(TimeSpan.FromSeconds(seconds), TimeProvider.System);
        var ride = await server.EndAsync(car);
        await over.CancelAsync();
        viewer?.Dispose();
        await Task.WhenAll(driving, watching);

        var driven = ride.GetProperty("secondsDriven").GetDouble();
        double PerMinute(string rung) =>
            (ride.GetProperty("bytes").GetProperty(rung).GetProperty("in").GetDouble() + ride.GetProperty("bytes").GetProperty(rung).GetProperty("out").GetDouble()) / driven * 60;
        return new Rows
        {
            ["frames a second that the driver saw"] = frames / driven,
            ["kB a frame through the server"] = PerMinute("relay") / 2 / 1000 / (frames / driven * 60),
            ["picture through the server, kB a driven minute"] = PerMinute("relay") / 1000,
            ["commands and telemetry, kB a driven minute"] = PerMinute("control") / 1000,
            [Total] = (PerMinute("relay") + PerMinute("control") + PerMinute("signaling")) / 1000,
        };
    }

    /// <summary>The figure that the goal is about.</summary>
    public const string Total = "server bytes, kB a driven minute";

    // 30 commands and one ping a second, with figures as long as a page's.
    private static async Task DriveAsync(RawWebSocket driver, CancellationToken over)
    {
        using var timer = new PeriodicTimer(CommandPeriod, TimeProvider.System);
        try
        {
            for (var seq = 1; await timer.WaitForNextTickAsync(over); seq++)
            {
                var t = (uint)(Generator.Now * 1000 / Generator.TicksPerSecond);
                driver.TrySend(RawWebSocket.TextFrame(string.Create(
                    CultureInfo.InvariantCulture, $$"""{"type":"drive","seq":{{seq}},"t":{{t}},"steering":{{Math.Sin(seq / 40.0) * 0.9:0.000}},"throttle":0.35}""")));
                if (seq % 30 == 0) driver.TrySend(RawWebSocket.TextFrame($$"""{"type":"ping","t":{{t}}}"""));
            }
        }
        catch (OperationCanceledException)
        {
            // The ride is over.
        }
    }

    // Reads a camera's own stream; a part's headers begin with this.
    private static async Task WatchAsync(string url, TaskCompletionSource first, Action frame, CancellationToken over)
    {
        var mark = "Content-Length:"u8.ToArray();
        using var http = new HttpClient();
        try
        {
            await using var body = await http.GetStreamAsync(new Uri(url), over);
            var buffer = new byte[64 * 1024];
            var kept = 0;
            while (await body.ReadAsync(buffer.AsMemory(kept), over) is > 0 and var read)
            {
                var filled = kept + read;
                var at = 0;
                while (buffer.AsSpan(at, filled - at).IndexOf(mark) is >= 0 and var found)
                {
                    at += found + mark.Length;
                    frame();
                    first.TrySetResult();
                }

                kept = Math.Min(mark.Length - 1, filled - at);
                buffer.AsSpan(filled - kept, kept).CopyTo(buffer);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or HttpRequestException)
        {
            first.TrySetException(e);
        }
    }
}
