namespace RcFleet.Orleans.Embedded.Tests;

public sealed class MirrorGrain : Grain, IMirrorGrain
{
    public Task<string> KeyOf(ICounterGrain counter) => Task.FromResult(counter.GetPrimaryKeyString());
}
