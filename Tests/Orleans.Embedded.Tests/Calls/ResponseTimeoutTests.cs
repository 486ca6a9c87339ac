namespace RcFleet.Orleans.Embedded.Tests;

public sealed class ResponseTimeoutTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task No_answer_within_the_timeout_fails_the_caller_and_not_before()
    {
        await using var host = await ProbeHost.Start();
        var held = host.Grain().Hold("1");
        await host.Probe.Saw("enter 1");
        host.Clock.Advance(TimeSpan.FromSeconds(30));
        Assert.False(held.IsCompleted);
        host.Clock.Advance(Second);
        var timeout = await Assert.ThrowsAsync<TimeoutException>(() => held);
        Assert.Contains("Hold of probe/a", timeout.Message);
        host.Probe.Open("1");
        await host.Grain().Ping();
    }

    [Fact]
    public async Task ResponseTimeout_of_the_method_goes_first()
    {
        await using var host = await ProbeHost.Start();
        var held = host.Grain().HoldForASecond("1");
        await host.Probe.Saw("enter 1");
        host.Clock.Advance(Second);
        Assert.False(held.IsCompleted);
        host.Clock.Advance(Second / 2);
        await Assert.ThrowsAsync<TimeoutException>(() => held);
        host.Probe.Open("1");
    }

    [Fact]
    public async Task Two_grains_that_wait_for_each_other_time_out()
    {
        await using var host = await ProbeHost.Start();
        var deadlock = host.Grain().CallBack("b", "through Ping");
        await AdvanceUntilDone(host, deadlock);
        await Assert.ThrowsAsync<TimeoutException>(() => deadlock);
        await AdvanceUntilDone(host, Eventually.Completes(Served(), () => "still deadlocked"));

        // Those that time out with the deadlock say so; what matters is that one gets through.
        async Task<bool> Served()
        {
            while (true)
            {
                try
                {
                    await Task.WhenAll(host.Grain().Ping(), host.Grain("b").Ping());
                    return true;
                }
                catch (TimeoutException)
                {
                }
            }
        }
    }

    [Fact]
    public async Task A_call_that_expired_while_it_waited_does_not_run_and_frees_its_place()
    {
        await using var host = await ProbeHost.Start(o => o.MailboxLimit = 2);
        var held = host.Grain().Hold("1");
        await host.Probe.Saw("enter 1");
        var waiting = host.Grain().HoldForASecond("2");
        host.Clock.Advance(2 * Second);
        await Assert.ThrowsAsync<TimeoutException>(() => waiting);
        var last = host.Grain().Say("last");
        host.Probe.Open("1");
        await Task.WhenAll(held, last);
        Assert.DoesNotContain("enter 2", host.Probe.Log);
    }

    [Fact]
    public async Task OneWay_calls_never_expire()
    {
        await using var host = await ProbeHost.Start();
        var held = host.Grain().Hold("1");
        await host.Probe.Saw("enter 1");
        await host.Grain().HoldOneWay("2");
        host.Clock.Advance(TimeSpan.FromMinutes(1));
        await Assert.ThrowsAsync<TimeoutException>(() => held);
        host.Probe.Open("2");
        host.Probe.Open("1");
        await host.Probe.Saw("leave 2");
    }

    private static Task AdvanceUntilDone(ProbeHost host, Task task) => Eventually.True(() =>
    {
        host.Clock.Advance(Second);
        return task.IsCompleted;
    }, () => "still waiting");
}
