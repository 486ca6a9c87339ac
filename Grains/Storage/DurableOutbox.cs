using System.Collections.Immutable;

namespace RcFleet.Storage;

/// <summary>
/// What a grain owes to others, kept with its state until they have it. Only what is durable is sent: else a crash would
/// bring back a state that knows nothing of what it has sent. The receiver must take the same thing twice.
/// </summary>
/// <param name="pending">As saved last.</param>
/// <param name="key">Tells one from the other.</param>
/// <param name="deliver">Delivers one.</param>
/// <param name="delivered">Told when some were delivered, so that the state is saved without them.</param>
/// <param name="failed">Told when one was not delivered.</param>
internal sealed class DurableOutbox<T>(
    ImmutableArray<T> pending,
    Func<T, string> key,
    Func<T, Task> deliver,
    Action delivered,
    Action<T, Exception> failed)
    where T : class, IEquatable<T>
{
    private ImmutableArray<T> _durable = pending;
    private Task _sending = Task.CompletedTask;

    /// <summary>All that nobody has confirmed yet.</summary>
    public ImmutableArray<T> Pending { get; private set; } = pending;

    /// <summary>Adds one; it is sent once it is durable.</summary>
    public void Add(T item) => Pending = Pending.Add(item);

    /// <summary>The one with that key, or null.</summary>
    public T? Find(string wanted) => Pending.FirstOrDefault(p => key(p) == wanted);

    /// <summary>Puts <paramref name="newer"/> in the place of <paramref name="older"/>; it is sent once it is durable.</summary>
    public void Replace(T older, T newer) => Pending = Pending.Replace(older, newer);

    /// <summary>Those are durable now.</summary>
    public void Written(ImmutableArray<T> durable) => _durable = durable;

    /// <summary>Sends what is durable; completes after one attempt at each, and never fails.</summary>
    public Task Send()
    {
        if (_sending.IsCompleted && Sendable().Any()) _sending = SendAll();
        return _sending;
    }

    private IEnumerable<T> Sendable() => Pending.Where(p => _durable.Contains(p));

    private async Task SendAll()
    {
        var tried = new HashSet<string>(StringComparer.Ordinal);
        var any = false;
        while (Sendable().FirstOrDefault(p => tried.Add(key(p))) is { } item)
        {
            try
            {
                await deliver(item);
                Pending = Pending.Remove(item);
                any = true;
            }
            catch (Exception e)
            {
                failed(item, e);
            }
        }

        if (any) delivered();
    }
}
