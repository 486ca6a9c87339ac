namespace RcFleet.Orleans.Embedded.Tests;

public sealed class LaneTests
{
    [Fact]
    public async Task One_way_call_of_an_idle_grain_runs_it_and_what_it_tells_observers_on_the_callers_thread()
    {
        await using var host = await ProbeHost.Start();
        await host.Grain().Ping();
        var observer = new ProbeObserver();
        var reference = host.Host.Grains.CreateObjectReference<IProbeObserver>(observer);
        var told = 0;
        await Eventually.True(() =>
        {
            // The thread that ran the call before may not have left the grain yet.
            _ = host.Grain().Tell(reference, 3 * ++told + 1);
            return observer.Thread == Environment.CurrentManagedThreadId && observer.Numbers.Last() == 3 * told + 1;
        }, () => $"{observer.Numbers.Count} of {told} told");
        Assert.Same(TaskScheduler.Default, observer.Scheduler);
    }

    [Fact]
    public async Task Interleaving_call_of_an_idle_grain_runs_on_the_callers_thread_and_is_done_when_it_returns()
    {
        await using var host = await ProbeHost.Start();
        await host.Grain().Ping();
        await Eventually.True(() =>
        {
            var call = host.Grain().InterleavedThread();
            return call.IsCompletedSuccessfully && call.Result == Environment.CurrentManagedThreadId;
        }, () => "ran on other threads only");
    }

    [Fact]
    public async Task Interleaving_call_of_a_grain_that_holds_a_turn_runs_beside_it_on_the_callers_thread()
    {
        await using var host = await ProbeHost.Start();
        var holding = host.Grain().Hold("gate");
        await host.Probe.Saw("enter gate");
        await Eventually.True(() =>
        {
            var call = host.Grain().InterleavedThread();
            return call.IsCompletedSuccessfully && call.Result == Environment.CurrentManagedThreadId;
        }, () => "ran on other threads only");
        host.Probe.Open("gate");
        await holding;
    }

    [Fact]
    public async Task Call_that_others_must_wait_for_never_runs_on_the_callers_thread()
    {
        await using var host = await ProbeHost.Start();
        await host.Grain().Ping();
        for (var i = 0; i < 100; i++)
        {
            var call = host.Grain().TurnThread();
            var caller = Environment.CurrentManagedThreadId;

            // Not awaited before it is done: the await could give this thread to the grain.
            SpinWait.SpinUntil(() => call.IsCompleted, TimeSpan.FromSeconds(10));
            Assert.NotEqual(caller, await call);
        }
    }

    [Fact]
    public async Task One_way_calls_of_many_threads_each_arrive_once_with_their_own_arguments()
    {
        const int Threads = 4;
        const int Calls = 5000;
        await using var host = await ProbeHost.Start();
        ProbeObserver[] observers = [.. Enumerable.Range(0, Threads).Select(_ => new ProbeObserver())];
        IProbeObserver[] references = [.. observers.Select(host.Host.Grains.CreateObjectReference<IProbeObserver>)];
        IProbeGrain[] grains = [.. Enumerable.Range(0, Threads).Select(i => host.Grain($"grain {i}"))];
        foreach (var grain in grains) await grain.Ping();
        Thread[] threads = [.. Enumerable.Range(0, Threads).Select(thread => new Thread(() =>
        {
            for (var call = 0; call < Calls; call++)
            {
                // Every third is told asynchronously; some fail; each is another thread's own.
                _ = grains[thread].Tell(references[thread], call);
                if (call % 7 == 0) _ = grains[thread].ThrowOneWay();
                SpinWait.SpinUntil(() => observers[thread].Numbers.Count == call + 1, TimeSpan.FromSeconds(10));
            }
        }))];
        foreach (var thread in threads) thread.Start();
        foreach (var thread in threads) thread.Join();
        foreach (var observer in observers) Assert.Equal(Enumerable.Range(0, Calls), observer.Numbers);
    }

    [Fact]
    public async Task Observer_of_a_one_way_call_may_call_the_same_grain_again()
    {
        await using var host = await ProbeHost.Start();
        await host.Grain().Ping();
        var last = new ProbeObserver();
        var end = host.Host.Grains.CreateObjectReference<IProbeObserver>(last);
        var first = new ProbeObserver { OnTold = number => host.Grain().Tell(end, number + 1) };
        _ = host.Grain().Tell(host.Host.Grains.CreateObjectReference<IProbeObserver>(first), 1);
        await Eventually.True(() => last.Numbers.Contains(2), () => $"{last.Numbers.Count} told");
        GC.KeepAlive(first);
    }

    [Fact]
    public async Task More_than_a_lane_takes_goes_to_the_thread_pool_and_none_is_lost()
    {
        await using var host = await ProbeHost.Start();
        await host.Grain().Ping();
        ProbeObserver[] observers = [.. Enumerable.Range(0, 100).Select(_ => new ProbeObserver())];
        IProbeObserver[] references = [.. observers.Select(host.Host.Grains.CreateObjectReference<IProbeObserver>)];
        await host.Grain().TellAll(references, 1);
        await Eventually.True(() => observers.All(o => o.Numbers.Count == 1), () => $"{observers.Count(o => o.Numbers.Count == 1)} of 100");
    }

    [Fact]
    public async Task A_one_way_call_that_throws_harms_neither_the_caller_nor_the_next_call()
    {
        await using var host = await ProbeHost.Start();
        await host.Grain().Ping();
        Assert.True(host.Grain().ThrowOneWay().IsCompletedSuccessfully);
        var observer = new ProbeObserver();
        await host.Grain().Tell(host.Host.Grains.CreateObjectReference<IProbeObserver>(observer), 1);
        await Eventually.True(() => observer.Numbers.Count == 1, () => "nothing told");
    }

    [Fact]
    public async Task A_one_way_call_waits_for_the_call_that_runs()
    {
        await using var host = await ProbeHost.Start();
        var holding = host.Grain().Hold("gate");
        var observer = new ProbeObserver();
        _ = host.Grain().Tell(host.Host.Grains.CreateObjectReference<IProbeObserver>(observer), 1);
        await host.Grain().Interleaved("meanwhile");
        Assert.Empty(observer.Numbers);
        host.Probe.Open("gate");
        await holding;
        await Eventually.True(() => observer.Numbers.Count == 1, () => "nothing told");
    }
}
