namespace RcFleet.Orleans.Embedded.Tests;

/// <summary>Rule 1: assume no order. The switch must bring to light who relies on it.</summary>
public sealed class ShuffleTests
{
    [Fact]
    public async Task Unawaited_calls_arrive_in_another_order_and_all_of_them()
    {
        await using var host = await Host.Start(o => o.ShuffleSeed = 1);
        var counter = host.Grains.GetGrain<ICounterGrain>("a");
        await Task.WhenAll(Enumerable.Range(0, 50).Select(n => counter.Append(n)));
        var order = await counter.Appended();
        Assert.NotEqual(Enumerable.Range(0, 50), order);
        Assert.Equal(Enumerable.Range(0, 50), order.Order());
    }

    [Fact]
    public async Task Unawaited_observer_calls_are_shuffled_too()
    {
        await using var host = await Host.Start(o => o.ShuffleSeed = 1);
        var observer = new ProbeObserver();
        var reference = host.Grains.CreateObjectReference<IProbeObserver>(observer);
        for (var i = 0; i < 50; i++) _ = reference.Told(i);
        await Eventually.True(() => observer.Numbers.Count == 50, () => $"{observer.Numbers.Count} of 50");
        Assert.NotEqual(Enumerable.Range(0, 50), observer.Numbers);
    }

    [Fact]
    public async Task Awaited_calls_keep_their_order()
    {
        await using var host = await Host.Start(o => o.ShuffleSeed = 1);
        var counter = host.Grains.GetGrain<ICounterGrain>("a");
        for (var i = 0; i < 200; i++) await counter.Append(i);
        Assert.Equal(Enumerable.Range(0, 200), await counter.Appended());
    }
}
