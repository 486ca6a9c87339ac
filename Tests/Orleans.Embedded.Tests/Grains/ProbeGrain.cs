namespace RcFleet.Orleans.Embedded.Tests;

public sealed class ProbeGrain : Grain, IProbeGrain
{
    private readonly Probe _probe;
    private readonly TimeProvider _time;
    private IGrainTimer? _timer;
    private int _inside;

    public ProbeGrain(Probe probe, TimeProvider time)
    {
        (_probe, _time) = (probe, time);
        if (this.GetPrimaryKeyString() == "bad-constructor") throw new InvalidDataException("constructor");
    }

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _probe.Say("activate");
        if (this.GetPrimaryKeyString().StartsWith("gated", StringComparison.Ordinal)) await _probe.Gate("activation");
        if (_probe.FailingActivations-- > 0) throw new InvalidDataException("activation");
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        _probe.Say($"deactivate {reason.ReasonCode}");
        return this.GetPrimaryKeyString() == "gated-end" ? _probe.Gate("deactivation") : Task.CompletedTask;
    }

    public Task Ping() => Task.CompletedTask;

    public Task Say(string what)
    {
        _probe.Say(what);
        return Task.CompletedTask;
    }

    public async Task Hold(string gate)
    {
        if (Interlocked.Increment(ref _inside) != 1) throw new InvalidOperationException("Two turns at once.");
        _probe.Say($"enter {gate}");
        await _probe.Gate(gate);
        _probe.Say($"leave {gate}");
        Interlocked.Decrement(ref _inside);
    }

    public Task Interleaved(string what) => Say(what);

    public Task<int> InterleavedThread() => Task.FromResult(Environment.CurrentManagedThreadId);

    public Task<int> TurnThread() => InterleavedThread();

    public async Task ReadAndHold(string gate)
    {
        _probe.Say($"read {gate}");
        await _probe.Gate(gate);
        _probe.Say($"done {gate}");
    }

    public Task HoldOneWay(string gate) => Hold(gate);

    public Task ThrowOneWay() => throw new InvalidDataException("one way");

    public Task HoldForASecond(string gate) => Hold(gate);

    public async Task CallBack(string other, string method)
    {
        var back = GrainFactory.GetGrain<IProbeGrain>(other);
        if (method == "Interleaved") await back.Interleaved("called back");
        else if (method == "Ping") await back.Ping();
        else await back.CallBack(this.GetPrimaryKeyString(), method["through ".Length..]);
    }

    public Task Leave()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }

    public async Task LeaveAfter(string gate)
    {
        DeactivateOnIdle();
        await Hold(gate);
    }

    public Task Delay(TimeSpan time)
    {
        DelayDeactivation(time);
        return Task.CompletedTask;
    }

    public Task<string> Where() => Task.FromResult($"{IdentityString} at {_time.GetUtcNow():O}");

    public async Task<bool[]> Schedulers()
    {
        var own = TaskScheduler.Current;
        var atStart = own != TaskScheduler.Default && SynchronizationContext.Current is null;
        var inRun = await Task.Run(() => TaskScheduler.Current == TaskScheduler.Default);
        var afterRun = TaskScheduler.Current == own;
        await Task.Yield();
        var afterYield = TaskScheduler.Current == own;
        await Task.Run(async () =>
        {
            await Task.Yield();
            inRun &= TaskScheduler.Current == TaskScheduler.Default;
        });
        var afterAsyncRun = TaskScheduler.Current == own;
        await Task.FromResult(0).ConfigureAwait(ConfigureAwaitOptions.ForceYielding | ConfigureAwaitOptions.ContinueOnCapturedContext);
        return [atStart, inRun, afterRun, afterYield, afterAsyncRun, TaskScheduler.Current == own];
    }

    public Task StartTimer(string name, TimeSpan due, TimeSpan period, bool keepAlive, bool interleave)
    {
        _timer = this.RegisterGrainTimer(() => Tick(name), new GrainTimerCreationOptions(due, period) { KeepAlive = keepAlive, Interleave = interleave });
        return Task.CompletedTask;
    }

    public Task ChangeTimer(TimeSpan due, TimeSpan period)
    {
        _timer!.Change(due, period);
        return Task.CompletedTask;
    }

    public Task StopTimer()
    {
        _timer!.Dispose();
        return Task.CompletedTask;
    }

    public Task<Exception?> TimerFromOutside() => Task.Run<Exception?>(() =>
        Record.Exception(() => this.RegisterGrainTimer(() => Task.CompletedTask, TimeSpan.Zero, TimeSpan.Zero)));

    public Task Notify(IProbeObserver observer, int number) => observer.Told(number);

    public Task Tell(IProbeObserver observer, int number) => observer.Told(number);

    public Task TellAll(IProbeObserver[] observers, int number)
    {
        foreach (var observer in observers) _ = observer.Told(number);
        return Task.CompletedTask;
    }

    public Task<int> Ask(IProbeObserver observer, int number) => observer.Asked(number);

    private async Task Tick(string name)
    {
        if (name.StartsWith("exclusive", StringComparison.Ordinal) && _inside != 0) throw new InvalidOperationException("A tick inside a call.");
        _probe.Say($"tick {name}");
        if (name.Contains("throw", StringComparison.Ordinal)) throw new InvalidDataException("tick");
        if (name.Contains("held", StringComparison.Ordinal)) await _probe.Gate(name);
        if (name.Contains("change", StringComparison.Ordinal)) _timer!.Change(TimeSpan.FromSeconds(100), TimeSpan.FromSeconds(1));
    }
}
