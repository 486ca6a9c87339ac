using Microsoft.Extensions.DependencyInjection;
using Orleans.Runtime;
using Orleans.Storage;

namespace Orleans.Embedded;

/// <summary>
/// One grain in memory: its mailbox, its turns and its life. It is the TaskScheduler that its turns run on, so that a
/// plain await comes back here and Task.Run leaves, as in Orleans; a SynchronizationContext would not let Task.Run's
/// awaits leave. Work runs on the thread pool, on one thread at a time.
/// </summary>
internal sealed class Activation(EmbeddedEngine engine, GrainClass grainClass, string key) : TaskScheduler, ILaneItem
{
    // So many items, then the thread goes to somebody else.
    private const int ItemsPerSlice = 64;

    private static readonly Action<object?> DrainAction = static self => ((Activation)self!).Drain();

    private readonly object _lock = new();

    /// <summary>What may run now: continuations of turns (<see cref="Task"/>), turns, and steps of life (<see cref="Action"/>).</summary>
    private readonly Queue<object> _ready = new();

    // The mailbox in order of arrival: turns that wait and turns that run.
    private Turn? _first;
    private Turn? _last;
    private int _calls;
    private int _running;
    private int _sharing; // turns that run and are not interleaved: one, or several that are all read-only
    private bool _sharedReadOnly;

    private ActivationState _state;
    private bool _scheduled;
    private bool _oneItem; // of the next slice; who has set _scheduled may set it
    private bool _leaving;
    private DeactivationReason _reason;
    private Grain? _grain;
    private IServiceScope? _scope;
    private List<GrainTimer>? _timers;
    private long _lastUse;
    private long _keepUntil = long.MinValue;
    private TaskCompletionSource? _gone;
    private TaskCompletionSource? _quiet;

    public EmbeddedEngine Engine { get; } = engine;

    public GrainClass Class { get; } = grainClass;

    public string Key { get; } = key;

    public IServiceProvider Services => (_scope ?? throw new ObjectDisposedException(ToString())).ServiceProvider;

    public bool IsLive => _state is not (ActivationState.New or ActivationState.Gone);

    public override int MaximumConcurrencyLevel => 1;

    public override string ToString() => $"{Class.Name}/{Key}";

    /// <summary>Takes the turn, or refuses it because the mailbox is full; false means that this activation is gone.</summary>
    public bool TryReceive(Turn turn)
    {
        LimitExceededException? refusal = null;
        bool schedule;
        lock (_lock)
        {
            if (_state == ActivationState.Gone) return false;
            schedule = Receive(turn, ref refusal);
        }
        if (schedule)
        {
            if (turn is Call { Running: true } call && MayRunHere(call))
            {
                _oneItem = true;
                Lane.Run(this);
            }
            else
            {
                Schedule();
            }
        }

        if (refusal is not null)
        {
            EngineMetrics.CallsRejected.Add(1);
            turn.Fail(refusal);
        }
        return true;
    }

    /// <summary>Ends this activation once no turn runs. The first reason stays.</summary>
    public void RequestDeactivation(DeactivationReason reason)
    {
        bool schedule;
        lock (_lock)
        {
            if (_leaving || _state is ActivationState.New or ActivationState.Deactivating or ActivationState.Gone) return;
            (_leaving, _reason) = (true, reason);
            LeaveIfDone();
            schedule = ShouldSchedule();
        }
        if (schedule) Schedule();
    }

    public void DelayDeactivation(TimeSpan time)
    {
        lock (_lock)
        {
            _keepUntil = time == Timeout.InfiniteTimeSpan ? long.MaxValue
                : time <= TimeSpan.Zero ? long.MinValue
                : Engine.Clock.After(time);
        }
    }

    public IGrainTimer RegisterTimer(Func<CancellationToken, Task> callback, GrainTimerCreationOptions options)
    {
        if (Current != this)
            throw new InvalidOperationException($"A timer of {this} can only be registered in one of its own turns, not from Task.Run or from outside.");
        GrainTimer.Validate(options.DueTime, options.Period);
        var timer = new GrainTimer(this, callback, options);
        lock (_lock) (_timers ??= []).Add(timer);
        timer.Change(options.DueTime, options.Period);
        return timer;
    }

    public void Forget(GrainTimer timer)
    {
        lock (_lock) _timers?.Remove(timer);
    }

    /// <summary>For tests: a tick that has run has set the next one, too.</summary>
    public bool TimersAreSet
    {
        get
        {
            GrainTimer[] timers;
            lock (_lock) timers = [.. _timers ?? []];
            return !timers.Any(t => t.IsFiring);
        }
    }

    /// <summary>Completes when no turn waits or runs.</summary>
    public Task WhenQuiet()
    {
        lock (_lock)
        {
            return _first is null && _state is not (ActivationState.Activating or ActivationState.Deactivating)
                ? Task.CompletedTask
                : (_quiet ??= new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }
    }

    /// <summary>Completes when this activation is gone.</summary>
    public Task WhenGone()
    {
        lock (_lock)
        {
            return _state is ActivationState.New or ActivationState.Gone
                ? Task.CompletedTask
                : (_gone ??= new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }
    }

    /// <summary>Fails the calls whose callers have waited long enough, and leaves if nobody has called for long enough.</summary>
    public void Sweep(long now)
    {
        List<Call>? expired = null;
        bool idle;
        lock (_lock)
        {
            if (_calls > 0)
            {
                for (var turn = _first; turn is not null; turn = turn.Next)
                    if (turn is Call call && call.Deadline <= now && !call.IsExpired) (expired ??= []).Add(call);
            }
            idle = IsIdle(now);
        }
        if (expired is not null)
        {
            foreach (var call in expired) call.Fail(Engine.TimedOut(call, this));
            // Those that waited need not run: take their places in the mailbox back.
            lock (_lock)
                foreach (var call in expired) if (!call.Running && call.IsExpired) Remove(call);
        }
        if (idle) RequestDeactivation(new(DeactivationReasonCode.ActivationIdle, "Nobody called for the idle timeout."));
    }

    protected override void QueueTask(Task task)
    {
        bool schedule;
        lock (_lock)
        {
            _ready.Enqueue(task);
            schedule = ShouldSchedule();
        }
        if (schedule) Schedule();
    }

    // Inline only from a turn of this activation, or as the entry of a slice.
    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) =>
        !taskWasPreviouslyQueued && (Current == this || ReferenceEquals(task.AsyncState, this)) && TryExecuteTask(task);

    protected override IEnumerable<Task> GetScheduledTasks()
    {
        lock (_lock) return [.. _ready.OfType<Task>()];
    }

    // One task a slice makes this the current scheduler for all that the slice runs.
    void ILaneItem.Run() => new Task(DrainAction, this, TaskCreationOptions.DenyChildAttach).RunSynchronously(this);

    private void Drain()
    {
        // On a caller's thread only what he has brought: the rest is none of his.
        var items = _oneItem ? 1 : ItemsPerSlice;
        _oneItem = false;
        for (var i = 0; i < items; i++)
        {
            object item;
            lock (_lock)
            {
                if (!_ready.TryDequeue(out item!))
                {
                    _scheduled = false;
                    return;
                }
            }
            switch (item)
            {
                case Turn turn: Run(turn); break;
                case Task task: TryExecuteTask(task); break;
                case Action step: step(); break;
            }
        }
        lock (_lock)
        {
            if (_ready.Count == 0)
            {
                _scheduled = false;
                return;
            }
        }
        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    private void Schedule() => ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: true);

    /// <summary>
    /// At once, on the caller's thread, up to its first await: a call that nobody waits for, or that interleaves, so that by
    /// its own word it waits for nothing of this grain.
    /// </summary>
    private bool MayRunHere(Call call) => (call is OneWayCall || call.AlwaysInterleave) && !Lane.IsRunning && Engine.Shuffling is null;

    private bool ShouldSchedule()
    {
        if (_scheduled || _ready.Count == 0) return false;
        return _scheduled = true;
    }

    private bool Receive(Turn turn, ref LimitExceededException? refusal)
    {
        if (turn is Call && _calls >= Engine.MailboxLimit)
        {
            refusal = new LimitExceededException(nameof(EmbeddedOptions.MailboxLimit), _calls, Engine.MailboxLimit, this);
            return false;
        }
        Append(turn);
        if (_state == ActivationState.New)
        {
            _state = ActivationState.Activating;
            _ready.Enqueue((Action)(() => _ = Activate()));
        }
        else if (MayStart(turn))
        {
            Start(turn);
        }
        return ShouldSchedule();
    }

    private void Append(Turn turn)
    {
        turn.Previous = _last;
        turn.Next = null;
        if (_last is null) _first = turn;
        else _last.Next = turn;
        _last = turn;
        if (turn is Call) _calls++;
    }

    private void Remove(Turn turn)
    {
        if (turn.Previous is null && _first != turn) return; // removed already
        if (turn.Previous is null) _first = turn.Next;
        else turn.Previous.Next = turn.Next;
        if (turn.Next is null) _last = turn.Previous;
        else turn.Next.Previous = turn.Previous;
        turn.Previous = turn.Next = null;
        if (turn is Call) _calls--;
    }

    private bool MayStart(Turn turn) => _state == ActivationState.Active
        && (_sharing == 0 && !_leaving
            || Interleaves(turn) && (!_leaving || _running > 0)
            || _sharedReadOnly && turn.ReadOnly && !_leaving);

    private bool Interleaves(Turn turn) => turn.AlwaysInterleave || Class.Reentrant;

    private void Start(Turn turn)
    {
        turn.Running = true;
        _running++;
        if (!Interleaves(turn))
        {
            _sharing++;
            _sharedReadOnly = turn.ReadOnly;
        }
        _ready.Enqueue(turn);
    }

    /// <summary>
    /// Starts what may start now that a turn has finished, in order of arrival: one turn, or all read-only ones together.
    /// What interleaves has started when it arrived; only after activation it has to be looked for.
    /// </summary>
    private void StartNext(bool afterActivation = false)
    {
        if (_sharing > 0) return;
        Turn? next;
        for (var turn = _first; turn is not null; turn = next)
        {
            next = turn.Next;
            if (turn.Running) continue;
            if (turn.IsExpired) Remove(turn);
            else if (MayStart(turn)) Start(turn);
            if (_sharing > 0 && !_sharedReadOnly && !afterActivation) return;
        }
    }

    private void Run(Turn turn)
    {
        Task? task;
        try
        {
            task = turn.Invoke(_grain!);
        }
        catch (Exception exception)
        {
            Finish(turn, exception);
            turn.Fail(exception);
            return;
        }
        if (task is null || task.IsCompleted)
        {
            Finish(turn, task is { IsFaulted: true } ? task.Exception!.InnerException : null);
            turn.Complete(task);
            (turn as OneWayCall)?.Recycle();
        }
        else
        {
            _ = Await(turn, task);
        }
    }

    private async Task Await(Turn turn, Task task)
    {
        await task.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        Finish(turn, task.IsFaulted ? task.Exception!.InnerException : null);
        turn.Complete(task);
    }

    // Before the caller is answered: who has its answer must find the place in the mailbox free.
    private void Finish(Turn turn, Exception? exception)
    {
        TaskCompletionSource? quiet = null;
        if (exception is not null) Report(turn, exception);
        lock (_lock)
        {
            _running--;
            if (!Interleaves(turn)) _sharing--;
            turn.Running = false;
            Remove(turn);
            if (turn.CountsAsUse) _lastUse = Engine.Clock.Now;
            if (exception is InconsistentStateException { IsSourceActivation: true } stale)
            {
                stale.IsSourceActivation = false;
                if (!_leaving)
                    (_leaving, _reason) = (true, new(DeactivationReasonCode.ApplicationError, stale, "The state in memory is not the one in storage."));
            }
            StartNext();
            LeaveIfDone();
            if (_first is null) (quiet, _quiet) = (_quiet, null);
        }
        quiet?.TrySetResult();
    }

    private void Report(Turn turn, Exception exception)
    {
        if (turn is OneWayCall call) EngineLog.OneWayFailed(Engine.Logger, exception, call.Method.Name, this);
        else if (turn is not Call) EngineLog.TimerFailed(Engine.Logger, exception, this);
    }

    private void LeaveIfDone()
    {
        if (!_leaving || _running > 0 || _state != ActivationState.Active) return;
        _state = ActivationState.Deactivating;
        _ready.Enqueue((Action)(() => _ = Deactivate()));
    }

    private bool IsIdle(long now)
    {
        if (_state != ActivationState.Active || _first is not null || _keepUntil > now) return false;
        var timeout = Class.IdleTimeout ?? Engine.IdleTimeout;
        return timeout != Timeout.InfiniteTimeSpan && now - _lastUse >= Engine.Clock.Ticks(timeout) + Engine.Clock.Step;
    }

    private async Task Activate()
    {
        EngineMetrics.Activations.Add(1);
        try
        {
            _scope = Engine.Scopes.CreateScope();
            (_grain, var states) = Class.Create(this);
            foreach (var state in states) await state.ReadStateAsync();
            await _grain.OnActivateAsync(Engine.Stopping);
        }
        catch (Exception exception)
        {
            EngineMetrics.ActivationsFailed.Add(1);
            EngineLog.ActivationFailed(Engine.Logger, exception, this);
            await End(exception);
            return;
        }
        lock (_lock)
        {
            _state = ActivationState.Active;
            _lastUse = Engine.Clock.Now;
            StartNext(afterActivation: true);
            LeaveIfDone();
        }
    }

    private async Task Deactivate()
    {
        StopTimers();
        try
        {
            await _grain!.OnDeactivateAsync(_reason, Engine.Stopping);
        }
        catch (Exception exception)
        {
            EngineLog.DeactivationFailed(Engine.Logger, exception, this, _reason.ReasonCode);
        }
        EngineMetrics.Deactivations.Add(1);
        await End(null);
    }

    /// <summary>Leaves the catalog. What waits fails with <paramref name="failure"/>, or goes to the next activation in order.</summary>
    private async Task End(Exception? failure)
    {
        StopTimers();
        var grain = _grain;
        try
        {
            if (grain is IAsyncDisposable asyncDisposable) await asyncDisposable.DisposeAsync();
            else (grain as IDisposable)?.Dispose();
            if (_scope is IAsyncDisposable scope) await scope.DisposeAsync();
        }
        catch (Exception exception)
        {
            EngineLog.DeactivationFailed(Engine.Logger, exception, this, _reason.ReasonCode);
        }
        List<Turn> waiting = [];
        Activation? next = null;
        TaskCompletionSource? gone, quiet;
        bool schedule = false;
        lock (_lock)
        {
            for (var turn = _first; turn is not null; turn = turn.Next)
                if (turn is Call && !turn.IsExpired) waiting.Add(turn);
            _first = _last = null;
            _calls = 0;
            _state = ActivationState.Gone;
            (_grain, _scope, _timers) = (null, null, null);
            if (failure is null && waiting.Count > 0)
            {
                // Nobody can reach the next activation before it is in the catalog, so those who waited are first in it.
                next = new Activation(Engine, Class, Key);
                foreach (var turn in waiting) next.Inherit(turn, ref schedule);
            }
            Engine.Replace(this, next);
            (gone, _gone, quiet, _quiet) = (_gone, null, _quiet, null);
        }
        if (schedule) next!.Schedule();
        if (failure is not null)
            foreach (var turn in waiting) turn.Fail(failure);
        quiet?.TrySetResult();
        gone?.TrySetResult();
    }

    private void Inherit(Turn turn, ref bool schedule)
    {
        LimitExceededException? refusal = null;
        turn.Running = false;
        schedule |= Receive(turn, ref refusal);
    }

    private void StopTimers()
    {
        GrainTimer[] timers;
        lock (_lock) timers = [.. _timers ?? []];
        foreach (var timer in timers) timer.Dispose();
    }
}
