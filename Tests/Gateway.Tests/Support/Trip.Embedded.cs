namespace RcFleet.Gateway.Tests.Support;

/// <summary>A car on its way: its controller reports at 5 Hz, its driver drives at 50 Hz.</summary>
internal sealed class Trip : IAsyncDisposable
{
    private bool _left;

    private Trip(TestSocket control, PeriodicTelemetry alive, Rental rental, TestSocket driver) =>
        (Control, Alive, Rental, Driver, Drive) = (control, alive, rental, driver, new PeriodicDrive(driver) { Throttle = 0.5 });

    public TestSocket Control { get; }

    /// <summary>The controller's reports; it falls silent when they are disposed.</summary>
    public PeriodicTelemetry Alive { get; }

    public Rental Rental { get; }

    public TestSocket Driver { get; }

    public PeriodicDrive Drive { get; }

    /// <param name="car">The car.</param>
    /// <param name="board">Where its controller connects.</param>
    /// <param name="driver">Where its driver does.</param>
    public static async Task<Trip> Start(string car, GatewayServer board, GatewayServer driver)
    {
        var control = await board.Device("ctl", car, "control");
        var alive = new PeriodicTelemetry(control);
        var rental = await driver.Rent(car);
        return new Trip(control, alive, rental, await driver.Join(rental.Token));
    }

    /// <summary>How many messages of a type the controller was sent.</summary>
    public int Told(string type) => Count(Control, type);

    /// <summary>How many messages of a type the driver was sent.</summary>
    public int Heard(string type) => Count(Driver, type);

    /// <summary>Waits for a command that was sent so many after the last one of now.</summary>
    public Task DrivenOn(uint commands = 0)
    {
        var seq = Drive.Seq + commands;
        return Control.First("drive", d => d.GetProperty("seq").GetUInt32() > seq);
    }

    /// <summary>The driver goes.</summary>
    public async Task Leave()
    {
        _left = true;
        await Driver.DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        Drive.Dispose();
        if (!_left) await Driver.DisposeAsync();
        Alive.Dispose();
        await Control.DisposeAsync();
    }

    private static int Count(TestSocket socket, string type) => socket.Texts.Count(t => t.GetProperty("type").GetString() == type);
}
