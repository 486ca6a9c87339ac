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

    [Fact]
    public async Task ALinkToAGatewayThatIsGone_IsGivenUp_WhenNobodyWantsItAnyMore()
    {
        var time = new FakeTimeProvider();
        var clock = new MonotonicClock(time);
        var identity = new GatewayIdentity();
        using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        using var metrics = new GatewayMetrics(services.GetRequiredService<IMeterFactory>());
        using var monitor = new ConnectionMonitor(clock, new ApplicationLifetime(NullLogger<ApplicationLifetime>.Instance));
        var connector = new PeerConnector(new PeerKey(Options.Create(new GatewayOptions { PeerSecret = Secret })), identity, clock);
        var links = new PeerLinks(connector, identity, new SenderClocks(identity), clock, monitor, metrics, NullLogger<PeerLinks>.Instance);

        // Nobody listens on port 1.
        var grant = new DriveGrant("car", "ctl", 1, "holder", 30_000, new string('a', GatewayIdentity.IdLength), "http://127.0.0.1:1", "key");
        Assert.NotNull(links.For(grant));
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
}
