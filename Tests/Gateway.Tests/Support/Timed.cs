namespace RcFleet.Gateway.Tests.Support;

/// <summary>What measures time on real sockets, or lets time pass between messages: one test at a time, after all that does not.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Timed
{
    public const string Name = "timed";
}
