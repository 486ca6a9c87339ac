namespace RcFleet.Orleans.Embedded.Tests;

public sealed class InterleavingTests
{
    [Fact]
    public async Task A_call_waits_while_another_one_awaits()
    {
        await using var host = await ProbeHost.Start();
        var first = host.Grain().Hold("1");
        await host.Probe.Saw("enter 1");
        var second = host.Grain().Hold("2");
        await host.Grain().Interleaved("beside"); // came later and is through: so the second had its chance
        Assert.DoesNotContain("enter 2", host.Probe.Log);
        host.Probe.Open("2");
        host.Probe.Open("1");
        await Task.WhenAll(first, second);
        Assert.Equal(["activate", "enter 1", "beside", "leave 1", "enter 2", "leave 2"], host.Probe.Log);
    }

    [Fact]
    public async Task AlwaysInterleave_runs_inside_a_call_chain_without_deadlock()
    {
        await using var host = await ProbeHost.Start();
        await host.Grain().CallBack("b", "through Interleaved");
        Assert.Contains("called back", host.Probe.Log);
    }

    [Fact]
    public async Task AlwaysInterleave_calls_that_waited_for_the_activation_run_beside_the_first_call()
    {
        await using var host = await ProbeHost.Start();
        var grain = host.Grain("gated");
        var held = grain.Hold("1");
        var beside = grain.Interleaved("beside");
        await host.Probe.Saw("activate");
        host.Probe.Open("activation");
        await beside;
        Assert.False(held.IsCompleted);
        host.Probe.Open("1");
        await held;
    }

    [Fact]
    public async Task ReadOnly_runs_beside_ReadOnly_and_not_beside_a_writer()
    {
        await using var host = await ProbeHost.Start();
        var grain = host.Grain();
        var reads = new[] { grain.ReadAndHold("1"), grain.ReadAndHold("2") };
        await host.Probe.Saw("read 2");
        var write = grain.Hold("w");
        await grain.Interleaved("beside");
        Assert.DoesNotContain("enter w", host.Probe.Log);
        host.Probe.Open("1");
        await reads[0];
        await grain.Interleaved("beside");
        Assert.DoesNotContain("enter w", host.Probe.Log);
        host.Probe.Open("2");
        await host.Probe.Saw("enter w");
        var late = grain.ReadAndHold("1");
        await grain.Interleaved("beside");
        Assert.Equal(1, host.Probe.Count("read 1"));
        host.Probe.Open("w");
        await Task.WhenAll(write, late, reads[1]);
    }

    [Fact]
    public async Task ReadOnly_calls_behind_a_writer_start_together_when_it_is_done()
    {
        await using var host = await ProbeHost.Start();
        var grain = host.Grain();
        var write = grain.Hold("w");
        await host.Probe.Saw("enter w");
        var reads = new[] { grain.ReadAndHold("1"), grain.ReadAndHold("2") };
        host.Probe.Open("w");
        await host.Probe.Saw("read 1");
        await host.Probe.Saw("read 2");
        host.Probe.Open("1");
        host.Probe.Open("2");
        await Task.WhenAll([write, .. reads]);
    }

    [Fact]
    public async Task Reentrant_class_runs_its_methods_beside_each_other()
    {
        await using var host = await ProbeHost.Start();
        var grain = host.Host.Grains.GetGrain<IOpenGrain>("a");
        var held = grain.Hold("1");
        await host.Probe.Saw("enter 1");
        await grain.Ping();
        host.Probe.Open("1");
        await held;
    }

    [Fact]
    public async Task OneWay_returns_a_completed_task_at_once_and_runs()
    {
        await using var host = await ProbeHost.Start();
        var told = host.Grain().HoldOneWay("1");
        Assert.True(told.IsCompletedSuccessfully);
        await host.Probe.Saw("enter 1");
        host.Probe.Open("1");
        await host.Probe.Saw("leave 1");
    }

    [Fact]
    public async Task OneWay_that_throws_hurts_nobody()
    {
        await using var host = await ProbeHost.Start();
        await host.Grain().ThrowOneWay();
        await host.Grain().Ping();
    }
}
