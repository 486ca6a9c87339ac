namespace RcFleet.Orleans.Embedded.Tests;

public interface IMirrorGrain : IGrainWithStringKey
{
    Task<string> KeyOf(ICounterGrain counter);
}
