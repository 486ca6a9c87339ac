using System.Collections.Immutable;

namespace RcFleet.Cars;

/// <summary>
/// What ended sessions give back, kept with the car's state until their codes have it. Only what is durable is sent:
/// else a crash would bring back a session whose time was given back already. Settling twice is harmless.
/// </summary>
/// <param name="pending">As saved last.</param>
/// <param name="settle">Delivers one.</param>
/// <param name="delivered">Told when some were delivered, so that the state is saved without them.</param>
/// <param name="failed">Told when one was not delivered.</param>
internal sealed class SettlementOutbox(
    ImmutableArray<Settlement> pending,
    Func<Settlement, Task> settle,
    Action delivered,
    Action<Settlement, Exception> failed)
{
    private ImmutableArray<Settlement> _durable = pending;
    private Task _sending = Task.CompletedTask;

    /// <summary>All that no code has confirmed yet.</summary>
    public ImmutableArray<Settlement> Pending { get; private set; } = pending;

    /// <summary>Adds one; it is sent once it is durable.</summary>
    public void Add(Settlement settlement) => Pending = Pending.Add(settlement);

    /// <summary>Whether that session's settlement is still to come.</summary>
    public bool Holds(string sessionId) => Pending.Any(s => s.SessionId == sessionId);

    /// <summary>Those settlements are durable now.</summary>
    public void Written(ImmutableArray<Settlement> durable) => _durable = durable;

    /// <summary>Sends what is durable; completes after one attempt at each, and never fails.</summary>
    public Task Send()
    {
        if (_sending.IsCompleted && Sendable().Any()) _sending = SendAll();
        return _sending;
    }

    private IEnumerable<Settlement> Sendable() => Pending.Where(s => _durable.Contains(s));

    private async Task SendAll()
    {
        var tried = new HashSet<string>();
        var any = false;
        while (Sendable().FirstOrDefault(s => tried.Add(s.SessionId)) is { } settlement)
        {
            try
            {
                await settle(settlement);
                Pending = Pending.Remove(settlement);
                any = true;
            }
            catch (Exception e)
            {
                failed(settlement, e);
            }
        }

        if (any) delivered();
    }
}
