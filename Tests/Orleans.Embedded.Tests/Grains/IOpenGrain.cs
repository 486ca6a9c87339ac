namespace RcFleet.Orleans.Embedded.Tests;

public interface IOpenGrain : IGrainWithStringKey
{
    Task Ping();

    Task Hold(string gate);
}
