using System.Runtime.CompilerServices;

namespace RcFleet.Orleans.Embedded.Tests;

public sealed class ObserverTests
{
    [Fact]
    public async Task Calls_to_one_reference_run_one_at_a_time_and_in_order()
    {
        await using var host = await ProbeHost.Start(o => o.MailboxLimit = o.ObserverMailboxLimit = 100_000);
        var observer = new ProbeObserver();
        var reference = host.Host.Grains.CreateObjectReference<IProbeObserver>(observer);
        for (var i = 0; i < 5_000; i++) _ = host.Grain().Notify(reference, i);
        await Eventually.True(() => observer.Numbers.Count == 5_000, () => $"{observer.Numbers.Count} of 5000");
        Assert.Equal(Enumerable.Range(0, 5_000), observer.Numbers);
        GC.KeepAlive(observer);
    }

    [Fact]
    public async Task An_observer_answers_and_its_exceptions_reach_the_grain()
    {
        await using var host = await ProbeHost.Start();
        var observer = new ProbeObserver();
        var reference = host.Host.Grains.CreateObjectReference<IProbeObserver>(observer);
        Assert.Equal(-7, await host.Grain().Ask(reference, 7));
        await Assert.ThrowsAsync<InvalidDataException>(() => host.Grain().Ask(reference, -1));
        await host.Grain().Notify(reference, -2);
        Assert.Equal(-8, await host.Grain().Ask(reference, 8));
        GC.KeepAlive(observer);
    }

    [Fact]
    public async Task Deleted_reference_drops_one_way_calls_counts_them_and_fails_the_others()
    {
        using var dropped = new CounterWatch("rcfleet.engine.observer_calls.dropped");
        await using var host = await ProbeHost.Start();
        var observer = new ProbeObserver();
        var reference = host.Host.Grains.CreateObjectReference<IProbeObserver>(observer);
        host.Host.Grains.DeleteObjectReference<IProbeObserver>(reference);
        await host.Grain().Notify(reference, 1);
        await Eventually.True(() => dropped.Sum >= 1, () => $"{dropped.Sum} dropped");
        await Assert.ThrowsAsync<ClientNotAvailableException>(() => host.Grain().Ask(reference, 2));
        Assert.Empty(observer.Numbers);
        Assert.Throws<ArgumentException>(() => host.Host.Grains.DeleteObjectReference<IProbeObserver>(reference));
        Assert.Throws<ArgumentException>(() => host.Host.Grains.DeleteObjectReference<IProbeObserver>(observer));
    }

    [Fact]
    public async Task The_object_is_held_weakly()
    {
        await using var host = await ProbeHost.Start();
        var reference = Abandoned(host);
        await Eventually.True(() =>
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            return host.Grain().Ask(reference, 1).ContinueWith(t => t.Exception?.InnerException is ClientNotAvailableException).Result;
        }, () => "still answers");
    }

    [Fact]
    public async Task Full_mailbox_drops_one_way_calls_and_rejects_the_others()
    {
        await using var host = await ProbeHost.Start(o => o.ObserverMailboxLimit = 5);
        var observer = new ProbeObserver { Gate = new TaskCompletionSource() };
        var reference = host.Host.Grains.CreateObjectReference<IProbeObserver>(observer);
        var first = reference.Asked(0); // taken out of the mailbox, held at the gate
        List<Task<int>> asked = [];
        await Eventually.True(() =>
        {
            asked.Add(reference.Asked(asked.Count + 1));
            return asked[^1].IsFaulted;
        }, () => $"{asked.Count} asked");
        await Assert.ThrowsAsync<LimitExceededException>(() => asked[^1]);
        Assert.InRange(asked.Count, 5, 7);
        Assert.True(reference.Told(100).IsCompletedSuccessfully);
        observer.Gate.SetResult();
        await Task.WhenAll([first, .. asked.SkipLast(1)]);
        Assert.DoesNotContain(100, observer.Numbers);
    }

    [Fact]
    public async Task No_answer_within_the_timeout_fails_the_grain()
    {
        await using var host = await ProbeHost.Start();
        var observer = new ProbeObserver { Gate = new TaskCompletionSource() };
        var reference = host.Host.Grains.CreateObjectReference<IProbeObserver>(observer);
        var asked = reference.Asked(1);
        host.Clock.Advance(TimeSpan.FromSeconds(31));
        await Assert.ThrowsAsync<TimeoutException>(() => asked);
        observer.Gate.SetResult();
        Assert.Equal(-2, await reference.Asked(2));
        GC.KeepAlive(observer);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static IProbeObserver Abandoned(ProbeHost host) => host.Host.Grains.CreateObjectReference<IProbeObserver>(new ProbeObserver());
}
