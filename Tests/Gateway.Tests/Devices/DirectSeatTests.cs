using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using RcFleet.Cars;
using RcFleet.Devices;
using RcFleet.Gateway.Devices;
using RcFleet.Gateway.Metering;
using RcFleet.Gateway.Peers;
using RcFleet.Gateway.Tests.Support;
using RcFleet.Gateway.WebSockets;

namespace RcFleet.Gateway.Tests.Devices;

public sealed class DirectSeatTests : IDisposable
{
    private const string Key = "AAAA";
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly MonotonicClock _clock = new(new FakeTimeProvider());
    private readonly GatewayIdentity _identity = new();
    private readonly GatewayMetrics _metrics;
    private readonly DeviceOutbox _outbox;
    private readonly DirectSeat _seat;

    public DirectSeatTests()
    {
        _metrics = new GatewayMetrics(_services.GetRequiredService<IMeterFactory>());
        _outbox = new DeviceOutbox(new StalledSocket(), _clock, _metrics, new TrafficMeter(_metrics), maxCommandAgeMs: 150);
        _seat = new DirectSeat(_outbox, _identity, _metrics);
        _outbox.Open(ServerMessages.Write(new { type = "registered" }), stopped: false);
        _outbox.Session(new SessionNotice(1, "s", 3, 60_000, 3000, 1, false, "driver", Key, 30_000));
    }

    [Fact]
    public void AWayToABoardWhoseSocketCloses_IsClosed()
    {
        var way = _seat.Open(Claim(), "near", new Holder());
        Assert.True(_seat.Drive(way, Command(1)));
        _outbox.Close(CloseCodes.Replaced, "replaced");
        Assert.False(_seat.Drive(way, Command(2)));
    }

    [Fact]
    public async Task OfTwoThatComeAtOnce_TheOneThatIsNotToldOtherwise_HasTheWay()
    {
        for (uint seq = 1; seq <= 20_000; seq++)
        {
            var (one, other) = (new Holder(), new Holder());
            using var together = new Barrier(2);
            var opening = Task.Run(() =>
            {
                together.SignalAndWait();
                return _seat.Open(Claim(), "near", one);
            });
            together.SignalAndWait();
            var way = _seat.Open(Claim(), "near", other);
            var itsWay = await opening;
            Assert.NotEqual(one.IsClosed, other.IsClosed);
            Assert.True(_seat.Drive(one.IsClosed ? way : itsWay, Command(seq)));
            _seat.Close(one.IsClosed ? way : itsWay, one.IsClosed ? other : one);
        }
    }

    public void Dispose()
    {
        _metrics.Dispose();
        _services.Dispose();
    }

    private DirectClaim Claim() => DirectClaim.Of(new DriveGrant("car-1", "ctl", 3, "driver", 30_000, _identity.Id, null, Key), "near");

    private DriveCommand Command(uint seq) => new(3, seq, _clock.NowMs, 0, 0);

    private sealed class Holder : IDirectHolder
    {
        public bool IsClosed { get; private set; }

        public void Closed() => IsClosed = true;

        public void State(DeviceTelemetry telemetry)
        {
        }
    }
}
