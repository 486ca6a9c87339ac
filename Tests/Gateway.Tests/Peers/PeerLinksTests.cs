using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting.Internal;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using RcFleet.Cars;
using RcFleet.Gateway.Peers;
using RcFleet.Gateway.WebSockets;

namespace RcFleet.Gateway.Tests.Peers;

public class PeerLinksTests
{
    private const string Secret = "the secret of all gateways of the tests";

    private readonly DriveGrant _grant = new("car", "ctl", 1, "holder", 30_000, new string('a', GatewayIdentity.IdLength), "http://127.0.0.1:1", "key");

    [Fact]
    public async Task ALinkToAGatewayThatIsGone_IsGivenUp_WhenNobodyWantsItAnyMore()
    {
        var time = new FakeTimeProvider();
        using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        var links = Links(time, services);

        Assert.NotNull(links.For(_grant));
        time.Advance(TimeSpan.FromSeconds(50));
        Assert.Equal(1, links.Count);

        await Eventually.True(
            () =>
            {
                time.Advance(TimeSpan.FromSeconds(1));
                return links.Count == 0;
            },
            () => $"{links.Count} links");
    }

    [Fact]
    public async Task ALinkThatSomebodyGets_InTheMomentInWhichItWouldBeGivenUp_GoesOn()
    {
        var time = new WatchedTime();
        using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        var links = Links(time, services);
        var link = links.For(_grant);

        // Whenever the link looks at the clock, a driver comes between that and what it does then.
        PeerLink? given = link;
        time.Read = () => given = links.For(_grant);
        for (var second = 0; second < 70; second++)
        {
            var looked = time.Reads;
            await Eventually.True(
                () =>
                {
                    time.Advance(TimeSpan.FromSeconds(1));
                    return time.Reads > looked;
                },
                () => $"{links.Count} links; given up: {links.For(_grant) != given}");
        }

        Assert.Same(link, given);
        Assert.Same(given, links.For(_grant));
    }

    // Nobody listens on port 1.
    private static PeerLinks Links(TimeProvider time, IServiceProvider services)
    {
        var clock = new MonotonicClock(time);
        var identity = new GatewayIdentity();
        var connector = new PeerConnector(new PeerKey(Options.Create(new GatewayOptions { PeerSecret = Secret })), identity, clock);
        return new PeerLinks(
            connector, identity, new SenderClocks(identity), clock, new ConnectionMonitor(clock, new ApplicationLifetime(NullLogger<ApplicationLifetime>.Instance)),
            new GatewayMetrics(services.GetRequiredService<IMeterFactory>()), NullLogger<PeerLinks>.Instance);
    }

    /// <summary>Says when somebody else than that somebody looks at it.</summary>
    private sealed class WatchedTime : FakeTimeProvider
    {
        private bool _reading;
        private int _reads;

        public Action? Read { get; set; }

        public int Reads => Volatile.Read(ref _reads);

        public override long GetTimestamp()
        {
            var now = base.GetTimestamp();
            if (Read is null || _reading) return now;
            _reading = true;
            Read();
            _reading = false;
            Interlocked.Increment(ref _reads);
            return now;
        }
    }
}
