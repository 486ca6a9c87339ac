namespace RcFleet.Gateway.Tests.Support;

/// <summary>One server for all the tests of a class; each test has a car of its own.</summary>
public sealed class ServerFixture : IAsyncLifetime
{
    private static int _cars;

    internal FleetServer Server { get; private set; } = null!;

    /// <summary>A car id that no other test uses.</summary>
    public static string NewCar() => $"car-{Interlocked.Increment(ref _cars)}";

    public async Task InitializeAsync() => Server = await FleetServer.StartAsync(null, "--Fleet:HeartbeatMs", "500");

    public async Task DisposeAsync() => await Server.DisposeAsync();
}
