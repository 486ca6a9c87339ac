using Microsoft.Extensions.Options;
using Orleans.Embedded;

namespace RcFleet.Orleans.Embedded.Tests;

public sealed class EmbeddedOptionsTests
{
    [Fact]
    public async Task Every_wrong_setting_is_told_at_once()
    {
        var refused = await Assert.ThrowsAsync<OptionsValidationException>(() => EmbeddedHost.StartAsync(o =>
        {
            o.DataPath = " ";
            o.MailboxLimit = 0;
            o.ObserverMailboxLimit = -1;
            o.StorageQueueLimit = 2_000_000;
            o.IdleTimeout = TimeSpan.Zero;
            o.ResponseTimeout = TimeSpan.FromDays(2);
            o.SweepPeriod = TimeSpan.FromTicks(1);
        }));
        Assert.Equal(8, refused.Failures.Count());
    }

    [Fact]
    public async Task Endless_idle_timeout_is_allowed()
    {
        await using var host = await Host.Start(o => o.IdleTimeout = Timeout.InfiniteTimeSpan);
        await host.Grains.GetGrain<ICounterGrain>("a").Add(1);
    }
}
