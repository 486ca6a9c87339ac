namespace RcFleet.Orleans.Embedded.Tests;

public sealed class GrainTimerTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task Ticks_when_due_and_every_period_after_the_last_tick()
    {
        await using var host = await ProbeHost.Start();
        await host.Grain().StartTimer("t", 2 * Second, 3 * Second, keepAlive: false, interleave: false);
        host.Clock.Advance(1.9 * Second);
        await host.Grain().Ping();
        Assert.DoesNotContain("tick t", host.Probe.Log);
        for (var tick = 1; tick <= 3; tick++)
        {
            host.Clock.Advance(tick == 1 ? 0.2 * Second : 3 * Second);
            await host.Probe.Saw("tick t", tick);
            await host.Grain().Ping(); // the tick's turn is over, so the next one is set
        }
        Assert.Equal(3, host.Probe.Count("tick t"));
    }

    [Fact]
    public async Task A_tick_waits_for_the_call_that_runs()
    {
        await using var host = await ProbeHost.Start();
        await host.Grain().StartTimer("exclusive", Second, Second, keepAlive: false, interleave: false);
        var held = host.Grain().Hold("1");
        await host.Probe.Saw("enter 1");
        host.Clock.Advance(2 * Second);
        await host.Grain().Interleaved("beside");
        Assert.DoesNotContain("tick exclusive", host.Probe.Log);
        host.Probe.Open("1");
        await held;
        await host.Probe.Saw("tick exclusive");
    }

    [Fact]
    public async Task A_call_waits_for_the_tick_that_runs_and_ticks_never_overlap()
    {
        await using var host = await ProbeHost.Start();
        await host.Grain().StartTimer("held", Second, Second, keepAlive: false, interleave: false);
        host.Clock.Advance(Second);
        await host.Probe.Saw("tick held");
        var call = host.Grain().Say("call");
        host.Clock.Advance(10 * Second);
        await host.Grain().Interleaved("beside");
        Assert.Equal(["activate", "tick held", "beside"], host.Probe.Log);
        host.Probe.Open("held");
        await call;
        Assert.Equal(1, host.Probe.Count("tick held"));
    }

    [Fact]
    public async Task An_interleaving_tick_runs_beside_a_call()
    {
        await using var host = await ProbeHost.Start();
        await host.Grain().StartTimer("t", Second, Second, keepAlive: false, interleave: true);
        var held = host.Grain().Hold("1");
        await host.Probe.Saw("enter 1");
        host.Clock.Advance(Second);
        await host.Probe.Saw("tick t");
        host.Probe.Open("1");
        await held;
    }

    [Fact]
    public async Task A_tick_that_throws_does_not_end_the_timer()
    {
        await using var host = await ProbeHost.Start();
        await host.Grain().StartTimer("throw", Second, Second, keepAlive: false, interleave: false);
        for (var tick = 1; tick <= 3; tick++)
        {
            host.Clock.Advance(Second);
            await host.Probe.Saw("tick throw", tick);
            await host.Grain().Ping();
        }
    }

    [Fact]
    public async Task Change_inside_the_callback_holds_after_it()
    {
        await using var host = await ProbeHost.Start();
        await host.Grain().StartTimer("change", Second, Second, keepAlive: false, interleave: false);
        host.Clock.Advance(Second);
        await host.Probe.Saw("tick change");
        await host.Grain().Ping();
        host.Clock.Advance(99 * Second);
        await host.Grain().Ping();
        Assert.Equal(1, host.Probe.Count("tick change"));
        host.Clock.Advance(Second);
        await host.Probe.Saw("tick change", 2);
    }

    [Fact]
    public async Task Change_and_Dispose_from_a_call_hold()
    {
        await using var host = await ProbeHost.Start();
        await host.Grain().StartTimer("t", Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan, keepAlive: false, interleave: false);
        host.Clock.Advance(TimeSpan.FromMinutes(1));
        await host.Grain().ChangeTimer(Second, Second);
        host.Clock.Advance(Second);
        await host.Probe.Saw("tick t");
        await host.Grain().StopTimer();
        host.Clock.Advance(TimeSpan.FromMinutes(1));
        await host.Grain().Ping();
        Assert.Equal(1, host.Probe.Count("tick t"));
    }

    [Fact]
    public async Task A_timer_ends_with_its_activation()
    {
        await using var host = await ProbeHost.Start();
        await host.Grain().StartTimer("t", Second, Second, keepAlive: false, interleave: false);
        await host.Host.Engine.DeactivateAllAsync();
        host.Clock.Advance(TimeSpan.FromMinutes(1));
        await host.Grain().Ping();
        Assert.DoesNotContain("tick t", host.Probe.Log);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_tick_keeps_the_grain_alive_only_if_it_is_told_to(bool keepAlive)
    {
        await using var host = await ProbeHost.Start();
        await host.Grain().StartTimer("t", TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(1), keepAlive, interleave: false);
        for (var minute = 1; minute <= 20; minute++)
        {
            host.Clock.Advance(TimeSpan.FromMinutes(1));
            if (host.Probe.Log[^1].StartsWith("deactivate", StringComparison.Ordinal)) break;
            if (minute <= 14) await host.Probe.Saw("tick t", minute);
            await Eventually.True(() => host.Host.Engine.IsQuiet, () => "not quiet");
        }
        Assert.Equal(keepAlive ? 0 : 1, host.Probe.Count("deactivate ActivationIdle"));
    }

    [Fact]
    public async Task A_timer_cannot_be_registered_from_outside_a_turn()
    {
        await using var host = await ProbeHost.Start();
        Assert.IsType<InvalidOperationException>(await host.Grain().TimerFromOutside());
    }
}
