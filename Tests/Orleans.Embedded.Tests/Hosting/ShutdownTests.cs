namespace RcFleet.Orleans.Embedded.Tests;

public sealed class ShutdownTests
{
    [Fact]
    public async Task Stop_lets_queued_turns_finish_deactivates_every_grain_and_refuses_new_calls()
    {
        await using var host = await ProbeHost.Start();
        await host.Grain("b").Ping();
        var held = host.Grain().Hold("1");
        await host.Probe.Saw("enter 1");
        var queued = host.Grain().Say("queued");
        var stop = host.Host.StopAsync();
        await Assert.ThrowsAsync<SiloUnavailableException>(() => host.Grain("c").Ping());
        Assert.False(stop.IsCompleted);
        host.Probe.Open("1");
        await stop;
        await Task.WhenAll(held, queued);
        Assert.Equal(2, host.Probe.Count("deactivate ShuttingDown"));
        Assert.Equal("queued", host.Probe.Log[4]);
        Assert.Equal(0, host.Host.Engine.ActivationCount);
        await Assert.ThrowsAsync<SiloUnavailableException>(() => host.Grain().Ping());
    }

    [Fact]
    public async Task Grains_may_call_each_other_while_they_finish()
    {
        await using var host = await ProbeHost.Start();
        var chain = host.Grain("gated").CallBack("b", "through Interleaved");
        await host.Probe.Saw("activate");
        var stop = host.Host.StopAsync();
        host.Probe.Open("activation");
        await chain;
        await stop;
        Assert.Contains("called back", host.Probe.Log);
    }

    [Fact]
    public async Task State_written_in_OnDeactivateAsync_is_on_disk_after_the_stop()
    {
        using var path = new DataPath();
        await using (var host = await path.Start())
        {
            for (var i = 0; i < 100; i++) await host.Grains.GetGrain<ILazyGrain>($"{i}").Add(i);
        }
        await using (var host = await path.Start())
        {
            for (var i = 0; i < 100; i++) Assert.Equal(i, await host.Grains.GetGrain<ILazyGrain>($"{i}").Add(0));
        }
    }

    [Fact]
    public async Task Stop_ends_when_the_patience_of_the_host_does()
    {
        await using var host = await ProbeHost.Start();
        var held = host.Grain().Hold("never");
        await host.Probe.Saw("enter never");
        using var patience = new CancellationTokenSource();
        var stop = host.Host.StopAsync(patience.Token);
        Assert.False(stop.IsCompleted);
        await patience.CancelAsync();
        Assert.True(await Eventually.Completes(stop.ContinueWith(t => t.IsCompletedSuccessfully), () => "still stopping"));
        Assert.False(held.IsCompleted);
    }
}
