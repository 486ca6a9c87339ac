namespace RcFleet.Orleans.Embedded.Tests;

public interface IOrphanGrain : IGrainWithStringKey;

public interface ITwinGrain : IGrainWithStringKey
{
    Task<string> Side();
}

public sealed class LeftTwinGrain : Grain, ITwinGrain
{
    public Task<string> Side() => Task.FromResult("left");
}

public sealed class RightTwinGrain : Grain, ITwinGrain
{
    public Task<string> Side() => Task.FromResult("right");
}
