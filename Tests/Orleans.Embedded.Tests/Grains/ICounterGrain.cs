using Orleans.Concurrency;

namespace RcFleet.Orleans.Embedded.Tests;

public interface ICounterGrain : IGrainWithStringKey
{
    Task<int> Add(int amount);

    Task<int> AddSlowly(int amount);

    Task Append(int number);

    Task<int[]> Appended();

    [OneWay]
    Task AppendOneWay(int number);

    ValueTask<string> Key();

    ValueTask Nothing();

    Task Throw();

    Task<int> ThrowLater();

    Task Cancel();

    Task<string> Self();
}
