using Orleans.Concurrency;

namespace RcFleet.Orleans.Embedded.Tests;

[Reentrant]
public sealed class OpenGrain(Probe probe) : Grain, IOpenGrain
{
    public Task Ping() => Task.CompletedTask;

    public async Task Hold(string gate)
    {
        probe.Say($"enter {gate}");
        await probe.Gate(gate);
    }
}
