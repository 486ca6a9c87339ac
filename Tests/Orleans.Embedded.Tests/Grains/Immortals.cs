namespace RcFleet.Orleans.Embedded.Tests;

public interface IImmortalGrain : IGrainWithStringKey
{
    Task Ping();
}

[KeepAlive]
public sealed class ImmortalGrain : Grain, IImmortalGrain
{
    public Task Ping() => Task.CompletedTask;
}
