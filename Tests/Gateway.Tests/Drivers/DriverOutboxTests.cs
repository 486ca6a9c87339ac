using System.Diagnostics.Metrics;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using RcFleet.Cars;
using RcFleet.Gateway.Drivers;
using RcFleet.Gateway.Metering;
using RcFleet.Gateway.Tests.Support;
using RcFleet.Gateway.WebSockets;

namespace RcFleet.Gateway.Tests.Drivers;

public sealed class DriverOutboxTests : IDisposable
{
    private readonly StalledSocket _socket = new();
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly GatewayMetrics _metrics;
    private readonly DriverOutbox _outbox;

    public DriverOutboxTests()
    {
        _metrics = new GatewayMetrics(_services.GetRequiredService<IMeterFactory>());
        _outbox = new DriverOutbox(_socket, new MonotonicClock(new FakeTimeProvider()), new TrafficMeter(_metrics));
    }

    [Fact]
    public void AStateInTheGrainsPlace_ThatIsOlderThanTheGrainsLastWord_DoesNotTakeItsPlace()
    {
        _outbox.Open(ServerMessages.Write(new { type = "joined" }), State(1, stopped: false));
        _socket.Stall();
        _outbox.StateInPlace(State(1, stopped: false));
        _outbox.State(State(2, stopped: true));
        _outbox.StateInPlace(State(1, stopped: false));
        _socket.Release();
        Assert.True(JsonSerializer.Deserialize<JsonElement>(_socket.Written[^1]).GetProperty("stopped").GetBoolean());

        _outbox.StateInPlace(State(2, stopped: true));
        Assert.Equal(5, _socket.Written.Count);
    }

    public void Dispose()
    {
        _metrics.Dispose();
        _services.Dispose();
    }

    private static DriverState State(long order, bool stopped) => new(order, 1, true, true, true, stopped, null, null, null, null, 60_000, false);
}
