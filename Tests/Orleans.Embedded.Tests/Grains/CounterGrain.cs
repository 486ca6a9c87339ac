namespace RcFleet.Orleans.Embedded.Tests;

public sealed class CounterGrain : Grain, ICounterGrain
{
    private readonly List<int> _appended = [];
    private int _sum;
    private int _inside;

    public Task<int> Add(int amount)
    {
        if (Interlocked.Increment(ref _inside) != 1) throw new InvalidOperationException("Two turns at once.");
        _sum += amount;
        Interlocked.Decrement(ref _inside);
        return Task.FromResult(_sum);
    }

    public async Task<int> AddSlowly(int amount)
    {
        if (Interlocked.Increment(ref _inside) != 1) throw new InvalidOperationException("Two turns at once.");
        var before = _sum;
        await Task.Yield();
        await Task.Run(() => { });
        _sum = before + amount;
        if (Interlocked.Decrement(ref _inside) != 0) throw new InvalidOperationException("Two turns at once.");
        return _sum;
    }

    public Task Append(int number)
    {
        _appended.Add(number);
        return Task.CompletedTask;
    }

    public Task<int[]> Appended() => Task.FromResult(_appended.ToArray());

    public Task AppendOneWay(int number) => Append(number);

    public ValueTask<string> Key() => new(this.GetPrimaryKeyString());

    public ValueTask Nothing() => default;

    public Task Throw() => throw new ArgumentOutOfRangeException("speed");

    public async Task<int> ThrowLater()
    {
        await Task.Yield();
        throw new ArgumentOutOfRangeException("speed");
    }

    public Task Cancel() => throw new OperationCanceledException();

    public async Task<string> Self() => await GrainFactory.GetGrain<IMirrorGrain>("m").KeyOf(this.AsReference<ICounterGrain>());
}
