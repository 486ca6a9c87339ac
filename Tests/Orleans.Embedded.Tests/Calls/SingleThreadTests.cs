namespace RcFleet.Orleans.Embedded.Tests;

public sealed class SingleThreadTests
{
    [Fact]
    public async Task Ten_thousand_concurrent_calls_run_one_at_a_time()
    {
        await using var host = await Host.Start(o => o.MailboxLimit = 100_000);
        var counter = host.Grains.GetGrain<ICounterGrain>("a");
        var calls = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(() =>
            Enumerable.Range(0, 1_250).Select(n => n % 10 == 0 ? counter.AddSlowly(1) : counter.Add(1)).ToArray())));
        var sums = await Task.WhenAll(calls.SelectMany(c => c));
        Assert.Equal(Enumerable.Range(1, 10_000), sums.Order());
    }

    [Fact]
    public async Task Calls_of_one_caller_keep_their_order()
    {
        await using var host = await Host.Start(o => o.MailboxLimit = 100_000);
        var counter = host.Grains.GetGrain<ICounterGrain>("a");
        List<Task> calls = [];
        for (var i = 0; i < 5_000; i++) calls.Add(i % 2 == 0 ? counter.Append(i) : counter.AppendOneWay(i));
        await Task.WhenAll(calls);
        Assert.Equal(Enumerable.Range(0, 5_000), await counter.Appended());
    }
}
