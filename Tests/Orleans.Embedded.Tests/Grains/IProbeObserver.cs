using Orleans.Concurrency;

namespace RcFleet.Orleans.Embedded.Tests;

public interface IProbeObserver : IGrainObserver
{
    [OneWay]
    Task Told(int number);

    Task<int> Asked(int number);
}
