using Orleans.Runtime;

namespace Orleans.Embedded;

/// <summary>
/// The calls to one observer reference: one at a time, in order, on the thread pool. The object is held weakly. When the
/// mailbox is full, and when the object is deleted or collected, a one-way call is dropped and counted and another one fails.
/// </summary>
internal sealed class ObserverMailbox(EmbeddedEngine engine, IGrainObserver observer, string name) : ILaneItem
{
    private readonly Lock _lock = new();
    private readonly Queue<Call> _waiting = new();
    private readonly WeakReference<IGrainObserver> _observer = new(observer);
    private bool _running;
    private bool _deleted;

    public override string ToString() => name;

    /// <summary>False if it was deleted before.</summary>
    public bool Delete()
    {
        Call[] left;
        lock (_lock)
        {
            if (_deleted) return false;
            _deleted = true;
            left = [.. _waiting];
            _waiting.Clear();
        }
        foreach (var call in left) Refuse(call, Unavailable());
        return true;
    }

    public void Send(Call call)
    {
        if (call is not OneWayCall) engine.Expect(call, this);
        if (engine.Shuffling is not null) Shuffle(call);
        else Receive(call);
    }

    void ILaneItem.Run()
    {
        while (TryTake(out var call))
        {
            if (call.IsExpired) continue;
            if (!_observer.TryGetTarget(out var target))
            {
                Refuse(call, Unavailable());
                continue;
            }
            Task? task;
            try
            {
                task = call.Invoke(target);
            }
            catch (Exception exception)
            {
                call.Fail(exception);
                Report(call);
                continue;
            }
            if (task is not null && !task.IsCompleted)
            {
                _ = Await(call, task);
                return;
            }
            call.Complete(task);
            Report(call);
            (call as OneWayCall)?.Recycle();
        }
    }

    // A method of its own: what the lambda captures would be allocated at every call.
    private void Shuffle(Call call) => engine.Shuffling!.Send(() => Receive(call));

    private void Receive(Call call)
    {
        Exception? refusal = null;
        lock (_lock)
        {
            if (_deleted) refusal = Unavailable();
            else if (_waiting.Count >= engine.ObserverMailboxLimit)
                refusal = new LimitExceededException(nameof(EmbeddedOptions.ObserverMailboxLimit), _waiting.Count, engine.ObserverMailboxLimit, this);
            else
            {
                _waiting.Enqueue(call);
                if (_running) return;
                _running = true;
            }
        }
        if (refusal is null) Lane.Post(this);
        else Refuse(call, refusal);
    }

    private bool TryTake(out Call call)
    {
        lock (_lock) return _running = _waiting.TryDequeue(out call!);
    }

    private async Task Await(Call call, Task task)
    {
        await task.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        call.Complete(task);
        Report(call);
        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: true);
    }

    private void Refuse(Call call, Exception exception)
    {
        if (call is OneWayCall) EngineMetrics.ObserverCallsDropped.Add(1);
        else call.Fail(exception);
    }

    private void Report(Call call)
    {
        if (call is OneWayCall { Failure: { } failure }) EngineLog.ObserverFailed(engine.Logger, failure, call.Method.Name, name);
    }

    private ClientNotAvailableException Unavailable() => new($"{name} is deleted, or its object was collected: keep it alive for as long as its reference is in use.");
}
