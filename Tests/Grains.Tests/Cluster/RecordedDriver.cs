using System.Collections.Concurrent;
using RcFleet.Cars;

namespace RcFleet.Cluster;

/// <summary>A driver's or viewer's connection that writes down what it is told.</summary>
internal sealed class RecordedDriver : IDriverLink
{
    private readonly ConcurrentQueue<object> _told = new();

    public IReadOnlyList<object> Told => [.. _told];

    public IEnumerable<EndReason> Ends => Told.OfType<EndReason>();

    public IEnumerable<DriverState> States => Told.OfType<DriverState>().OrderBy(s => s.Order);

    public IEnumerable<SignalMessage> Signals => Told.OfType<SignalMessage>();

    public Task State(DriverState state) => Note(state);

    public Task Signal(SignalMessage message) => Note(message);

    public Task Ended(EndReason reason) => Note(reason);

    public override string ToString() => string.Join("\n", Told.TakeLast(20));

    private Task Note(object message)
    {
        _told.Enqueue(message);
        return Task.CompletedTask;
    }
}
