using RcFleet.Load.Contestants;

namespace RcFleet.Load.Client;

/// <summary>A car that is driven: its controller's socket and its driver's.</summary>
internal sealed class Car(RawWebSocket control, RawWebSocket driver, DriveFrame frame) : IDisposable
{
    private static readonly byte[] Telemetry =
        RawWebSocket.TextFrame("""{"type":"telemetry","batteryMv":7400,"batteryPercent":81,"rssi":-61,"armed":true,"neutral":false}""");

    public RawWebSocket Control => control;

    public RawWebSocket Driver => driver;

    /// <summary>Sends a command, stamped with when it was due. False when the socket can't take it.</summary>
    public bool Drive(uint seq, long dueTicks) => driver.TrySend(frame.With(seq, unchecked((uint)(dueTicks * 1000 / Generator.TicksPerSecond))));

    /// <summary>What a controller tells five times a second while it is driven.</summary>
    public void SendTelemetry() => control.TrySend(Telemetry);

    /// <summary>Connects cars side by side: first every controller, then every driver.</summary>
    public static async Task<Car[]> ConnectAsync(IContestant server, int count)
    {
        var names = Names(count);
        await server.PrepareAsync(names);
        var cars = new Car[count];
        await Parallel.ForAsync(0, count, Generator.Connecting, async (i, _) =>
        {
            var control = await server.BoardAsync(names[i], "control");
            cars[i] = new Car(control, await server.DriverAsync(names[i]), new DriveFrame((seq, t) => server.DriveText(names[i], seq, t)));
        });
        return cars;
    }

    public static string[] Names(int count) => [.. Enumerable.Range(0, count).Select(i => $"car-{i}")];

    public void Dispose()
    {
        control.Dispose();
        driver.Dispose();
    }
}
