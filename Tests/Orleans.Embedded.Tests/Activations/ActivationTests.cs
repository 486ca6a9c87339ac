namespace RcFleet.Orleans.Embedded.Tests;

public sealed class ActivationTests
{
    [Fact]
    public async Task First_call_activates_and_the_next_ones_find_it()
    {
        await using var host = await ProbeHost.Start();
        Assert.Equal(0, host.Host.Engine.ActivationCount);
        await host.Grain().Ping();
        await host.Grain().Ping();
        Assert.Equal(["activate"], host.Probe.Log);
        Assert.Equal(1, host.Host.Engine.ActivationCount);
    }

    [Fact]
    public async Task Exception_in_OnActivateAsync_fails_those_who_wait_and_the_next_call_tries_anew()
    {
        await using var host = await ProbeHost.Start();
        host.Probe.FailingActivations = 1;
        var grain = host.Grain("gated");
        var waiting = new[] { grain.Ping(), grain.Ping(), grain.Interleaved("never") };
        await host.Probe.Saw("activate");
        host.Probe.Open("activation");
        foreach (var call in waiting) Assert.Equal("activation", (await Assert.ThrowsAsync<InvalidDataException>(() => call)).Message);
        await grain.Ping();
        Assert.Equal(["activate", "activate"], host.Probe.Log);
    }

    [Fact]
    public async Task Exception_in_the_constructor_fails_the_call_and_leaves_nothing_behind()
    {
        await using var host = await ProbeHost.Start();
        for (var i = 0; i < 2; i++)
            Assert.Equal("constructor", (await Assert.ThrowsAsync<InvalidDataException>(() => host.Grain("bad-constructor").Ping())).Message);
        Assert.Equal(0, host.Host.Engine.ActivationCount);
    }

    [Fact]
    public async Task DeactivateOnIdle_ends_after_the_call_and_those_who_wait_get_the_next_activation_in_order()
    {
        await using var host = await ProbeHost.Start();
        var grain = host.Grain();
        var leaving = grain.LeaveAfter("1");
        await host.Probe.Saw("enter 1");
        var waiting = Enumerable.Range(0, 20).Select(n => grain.Say($"{n}")).ToArray();
        host.Probe.Open("1");
        await Task.WhenAll([leaving, .. waiting]).WaitAsync(TimeSpan.FromSeconds(10), TimeProvider.System);
        Assert.Equal(
            ["activate", "enter 1", "leave 1", "deactivate ApplicationRequested", "activate", .. Enumerable.Range(0, 20).Select(n => $"{n}")],
            host.Probe.Log);
    }

    [Fact]
    public async Task Calls_that_come_while_it_deactivates_wait_for_the_next_activation()
    {
        await using var host = await ProbeHost.Start();
        host.Probe.Open("activation");
        var grain = host.Grain("gated-end");
        await grain.Leave();
        await host.Probe.Saw("deactivate ApplicationRequested");
        var late = grain.Interleaved("late");
        Assert.DoesNotContain("late", host.Probe.Log);
        host.Probe.Open("deactivation");
        await late.WaitAsync(TimeSpan.FromSeconds(10), TimeProvider.System);
        Assert.Equal(2, host.Probe.Count("activate"));
    }

    [Fact]
    public async Task Grain_that_nobody_calls_for_the_idle_timeout_is_deactivated()
    {
        await using var host = await ProbeHost.Start();
        await host.Grain().Ping();
        host.Clock.Advance(TimeSpan.FromMinutes(10));
        await host.Grain().Ping();
        host.Clock.Advance(TimeSpan.FromMinutes(14.9));
        Assert.Equal(1, host.Host.Engine.ActivationCount);
        host.Clock.Advance(TimeSpan.FromMinutes(0.2));
        await host.Probe.Saw("deactivate ActivationIdle");
        await Eventually.True(() => host.Host.Engine.ActivationCount == 0, () => $"{host.Host.Engine.ActivationCount} active");
        await host.Grain().Ping();
        Assert.Equal(2, host.Probe.Count("activate"));
    }

    [Fact]
    public async Task Grain_with_a_call_under_way_is_not_idle()
    {
        await using var host = await ProbeHost.Start();
        await host.Grain().HoldOneWay("1");
        await host.Probe.Saw("enter 1");
        host.Clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(1, host.Host.Engine.ActivationCount);
        host.Probe.Open("1");
        await host.Probe.Saw("leave 1");
    }

    [Fact]
    public async Task DelayDeactivation_delays_and_DeactivateOnIdle_overrides_it()
    {
        await using var host = await ProbeHost.Start();
        await host.Grain().Delay(TimeSpan.FromHours(2));
        host.Clock.Advance(TimeSpan.FromHours(1.9));
        Assert.Equal(["activate"], host.Probe.Log);
        host.Clock.Advance(TimeSpan.FromHours(0.2));
        await host.Probe.Saw("deactivate ActivationIdle");
        await host.Grain().Delay(Timeout.InfiniteTimeSpan);
        host.Clock.Advance(TimeSpan.FromHours(1));
        await host.Grain().Leave();
        await host.Probe.Saw("deactivate ApplicationRequested");
    }

    [Fact]
    public async Task KeepAlive_class_is_never_idle()
    {
        await using var host = await ProbeHost.Start();
        await host.Host.Grains.GetGrain<IImmortalGrain>("a").Ping();
        host.Clock.Advance(TimeSpan.FromHours(10));
        Assert.Equal(1, host.Host.Engine.ActivationCount);
    }

    [Fact]
    public async Task Test_hooks_deactivate_one_or_all()
    {
        await using var host = await ProbeHost.Start();
        await Task.WhenAll(host.Grain("a").Ping(), host.Grain("b").Ping(), host.Grain("c").Ping());
        await host.Host.Engine.DeactivateAsync(host.Grain("a"));
        Assert.Equal(2, host.Host.Engine.ActivationCount);
        await host.Host.Engine.DeactivateAllAsync();
        Assert.Equal(0, host.Host.Engine.ActivationCount);
        Assert.Equal(3, host.Probe.Count("deactivate ApplicationRequested"));
    }

    [Fact]
    public async Task Constructor_gets_services_and_the_registered_clock()
    {
        await using var host = await ProbeHost.Start();
        host.Clock.Advance(TimeSpan.FromSeconds(7));
        Assert.Equal("probe/a at 2000-01-01T00:00:07.0000000+00:00", await host.Grain().Where());
    }

    [Fact]
    public async Task Task_Run_leaves_the_turn_and_awaits_come_back()
    {
        await using var host = await ProbeHost.Start();
        Assert.DoesNotContain(false, await host.Grain().Schedulers());
    }

    [Fact]
    public async Task An_idle_activation_takes_two_kilobytes_at_most()
    {
        await using var host = await Host.Start();
        await host.Grains.GetGrain<ICounterGrain>("warm").Add(1);
        const int Count = 20_000;
        var before = GC.GetTotalMemory(forceFullCollection: true);
        for (var i = 0; i < Count; i++) await host.Grains.GetGrain<ICounterGrain>($"{i}").Add(1);
        var each = (GC.GetTotalMemory(forceFullCollection: true) - before) / Count;
        Assert.True(each <= 2_048, $"{each} bytes an activation");
    }
}
