using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Runtime;

namespace Orleans.Embedded;

/// <summary>
/// Hosts grains in this process: the catalog of activations, the way of a call to one of them, start and orderly stop.
/// </summary>
public sealed class EmbeddedEngine : IClusterClient, IHostedService, IDisposable
{
    private readonly ConcurrentDictionary<GrainIdentity, Activation> _catalog = new();
    private readonly ConcurrentDictionary<(Type, string?), GrainClass> _classOf = new();
    private readonly ConcurrentDictionary<Call, object> _expected = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly EmbeddedOptions _options;
    private readonly GrainClass[] _classes;
    private readonly long _responseTimeout;
    private ITimer? _sweeper;
    private StateStore? _storage;
    private int _sweeping;
    private long _observers;
    private volatile bool _open;

    /// <summary>Made by the container.</summary>
    public EmbeddedEngine(IServiceProvider services, IOptions<EmbeddedOptions> options, TimeProvider time, ILogger<EmbeddedEngine> logger)
    {
        _options = options.Value;
        ServiceProvider = services;
        Logger = logger;
        Scopes = services.GetRequiredService<IServiceScopeFactory>();
        Clock = new EngineClock(time, _options.SweepPeriod);
        _responseTimeout = Clock.Ticks(_options.ResponseTimeout);
        Shuffling = _options.ShuffleSeed is { } seed ? new ShufflingNetwork(seed) : null;
        _classes = FindClasses();
    }

    /// <inheritdoc/>
    public IServiceProvider ServiceProvider { get; }

    /// <summary>Grains in memory: those that activate, are active or deactivate.</summary>
    public int ActivationCount => _catalog.Values.Count(a => a.IsLive);

    /// <summary>For tests: no call or tick waits or runs anywhere, and the next ticks are set.</summary>
    public bool IsQuiet => Quiet().IsCompleted && _catalog.Values.All(a => a.TimersAreSet);

    internal ILogger Logger { get; }

    internal IServiceScopeFactory Scopes { get; }

    internal EngineClock Clock { get; }

    internal ShufflingNetwork? Shuffling { get; }

    internal StateStore Storage => _storage ?? throw NotOpen();

    internal int MailboxLimit => _options.MailboxLimit;

    internal int ObserverMailboxLimit => _options.ObserverMailboxLimit;

    internal TimeSpan IdleTimeout => _options.IdleTimeout;

    /// <summary>Fires when the time to shut down is over.</summary>
    internal CancellationToken Stopping => _stopping.Token;

    /// <inheritdoc/>
    public TGrainInterface GetGrain<TGrainInterface>(string primaryKey, string? grainClassNamePrefix = null)
        where TGrainInterface : IGrainWithStringKey
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(primaryKey);
        return (TGrainInterface)(object)Refer(typeof(TGrainInterface), ClassOf(typeof(TGrainInterface), grainClassNamePrefix), primaryKey);
    }

    /// <inheritdoc/>
    public TGrainObserverInterface CreateObjectReference<TGrainObserverInterface>(IGrainObserver obj)
        where TGrainObserverInterface : IGrainObserver
    {
        var type = typeof(TGrainObserverInterface);
        if (obj is ObserverProxy) throw new ArgumentException("Argument obj is already a grain reference.", nameof(obj));
        if (obj is IGrainBase) throw new ArgumentException("Argument must not be a grain class.", nameof(obj));
        if (!type.IsInterface) throw new ArgumentException($"The provided type parameter must be an interface. '{type.FullName}' is not an interface.");
        if (obj is not TGrainObserverInterface) throw new ArgumentException($"The provided object must implement '{type.FullName}'.", nameof(obj));
        var mailbox = new ObserverMailbox(this, obj, $"{type.Name}/{Interlocked.Increment(ref _observers)}");
        return (TGrainObserverInterface)(object)ObserverProxy.Create(GrainInterface.Of(type), mailbox);
    }

    /// <inheritdoc/>
    public void DeleteObjectReference<TGrainObserverInterface>(IGrainObserver obj) where TGrainObserverInterface : IGrainObserver
    {
        if ((object)obj is not ObserverProxy reference)
            throw new ArgumentException("Argument reference is not a grain reference: pass what CreateObjectReference returned.", nameof(obj));
        if (!reference.Mailbox.Delete())
            throw new ArgumentException("Reference is not associated with a local object.", nameof(obj));
    }

    /// <summary>For tests: deactivates one grain and completes when it is gone. Done at once if it is not active.</summary>
    public Task DeactivateAsync(IAddressable grain)
    {
        if (grain is not GrainProxy reference) throw new ArgumentException("Pass a reference to a grain.", nameof(grain));
        return _catalog.TryGetValue(new(reference.Class, reference.Key), out var activation)
            ? Deactivate(activation, Asked)
            : Task.CompletedTask;
    }

    /// <summary>For tests: deactivates every grain that is active now and completes when they are gone.</summary>
    public Task DeactivateAllAsync() => Task.WhenAll(_catalog.Values.Select(a => Deactivate(a, Asked)));

    /// <summary>Opens the state and begins to take calls.</summary>
    /// <exception cref="DataPathException">The state cannot be opened; the message says why and what to do.</exception>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        _storage = StateStore.Open(_options.DataPath, _options.StorageQueueLimit, Logger);
        using (ExecutionContext.SuppressFlow())
            _sweeper = Clock.Provider.CreateTimer(static self => ((EmbeddedEngine)self!).Sweep(), this, _options.SweepPeriod, _options.SweepPeriod);
        _open = true;
        EngineLog.Started(Logger, _classes.Length, _options.DataPath);
        return Task.CompletedTask;
    }

    /// <summary>
    /// Refuses new calls from outside, lets what waits and runs finish, deactivates every grain (in which grains may
    /// still call each other), writes what is queued and closes the state. <paramref name="cancellationToken"/> ends the patience.
    /// </summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (_storage is null) return;
        _open = false;
        await using (cancellationToken.Register(static self => ((CancellationTokenSource)self!).Cancel(), _stopping))
        {
            try
            {
                for (var quiet = Quiet(); !quiet.IsCompleted; quiet = Quiet()) await quiet.WaitAsync(cancellationToken);
                while (ActivationCount > 0)
                {
                    var gone = Task.WhenAll(_catalog.Values.Select(a => Deactivate(a, new(DeactivationReasonCode.ShuttingDown, "The process stops."))));
                    await gone.WaitAsync(cancellationToken);
                }
                EngineLog.Stopped(Logger);
            }
            catch (OperationCanceledException)
            {
                EngineLog.StoppedEarly(Logger, ActivationCount);
            }
        }
        Dispose();
    }

    /// <summary>Closes the state at once: what is queued is written, grains are not deactivated.</summary>
    public void Dispose()
    {
        _open = false;
        _sweeper?.Dispose();
        Interlocked.Exchange(ref _storage, null)?.Dispose();
    }

    internal GrainProxy Refer(Type contract, GrainClass grainClass, string key) =>
        GrainProxy.Create(this, GrainInterface.Of(contract), grainClass, key);

    internal void Send(GrainProxy target, Call call)
    {
        // Grains may call each other until the end; the rest of the world is told at once.
        if (!_open && (_storage is null || TaskScheduler.Current is not Activation))
        {
            EngineMetrics.CallsRejected.Add(1);
            call.Fail(NotOpen());
            return;
        }
        SetDeadline(call);
        if (Shuffling is not null) Shuffle(target, call);
        else Deliver(target, call);
    }

    /// <summary>Watches a call to an observer, which has no activation that is swept.</summary>
    internal void Expect(Call call, ObserverMailbox observer)
    {
        SetDeadline(call);
        _expected.TryAdd(call, observer);
    }

    internal TimeoutException TimedOut(Call call, object target)
    {
        var timeout = call.Method.ResponseTimeout ?? _options.ResponseTimeout;
        EngineMetrics.CallsTimedOut.Add(1);
        EngineLog.TimedOut(Logger, call.Method.Name, target, timeout);
        return new TimeoutException($"Response did not arrive on time in {timeout} for message: {call.Method.Name} of {target}. It may still run, or have run.");
    }

    /// <summary>Takes an activation that has ended out of the catalog, in favour of the next one if there is one.</summary>
    internal void Replace(Activation gone, Activation? next)
    {
        var identity = new GrainIdentity(gone.Class, gone.Key);
        if (next is null) _catalog.TryRemove(new KeyValuePair<GrainIdentity, Activation>(identity, gone));
        else _catalog[identity] = next;
    }

    private static DeactivationReason Asked => new(DeactivationReasonCode.ApplicationRequested, "A test asked for it.");

    private static SiloUnavailableException NotOpen() => new("The engine is not open for calls: it is stopping, or not started yet.");

    private static Task Deactivate(Activation activation, DeactivationReason reason)
    {
        activation.RequestDeactivation(reason);
        return activation.WhenGone();
    }

    private void SetDeadline(Call call)
    {
        if (call is OneWayCall) return;
        var timeout = call.Method.ResponseTimeout is { } own ? Clock.Ticks(own) : _responseTimeout;
        call.Deadline = Clock.Now + timeout + Clock.Step;
    }

    // A method of its own: what the lambda captures would be allocated at every call.
    private void Shuffle(GrainProxy target, Call call) => Shuffling!.Send(() => Deliver(target, call));

    private void Deliver(GrainProxy target, Call call)
    {
        var activation = target.Last;
        while (activation is null || !activation.TryReceive(call))
        {
            activation = _catalog.GetOrAdd(
                new GrainIdentity(target.Class, target.Key), static (id, self) => new Activation(self, id.Class, id.Key), this);
            target.Last = activation;
        }
    }

    private Task Quiet()
    {
        Task[] busy = [.. _catalog.Values.Select(a => a.WhenQuiet()).Where(t => !t.IsCompleted)];
        return busy.Length == 0 ? Task.CompletedTask : Task.WhenAll(busy);
    }

    private void Sweep()
    {
        if (Interlocked.Exchange(ref _sweeping, 1) == 1) return;
        try
        {
            var now = Clock.Refresh();
            foreach (var (_, activation) in _catalog) activation.Sweep(now);
            foreach (var (call, observer) in _expected)
            {
                if (call.Deadline <= now && !call.IsExpired) call.Fail(TimedOut(call, observer));
                if (call.IsExpired) _expected.TryRemove(call, out _);
            }
        }
        finally
        {
            Volatile.Write(ref _sweeping, 0);
        }
    }

    private GrainClass[] FindClasses()
    {
        GrainClass[] classes =
        [
            .. _options.GrainAssemblies.Distinct()
                .SelectMany(a => a.GetTypes())
                .Where(t => t is { IsClass: true, IsAbstract: false, ContainsGenericParameters: false } && typeof(Grain).IsAssignableFrom(t))
                .Select(t => new GrainClass(t)),
        ];
        foreach (var same in classes.GroupBy(c => c.Name).Where(g => g.Count() > 1))
        {
            throw new InvalidOperationException(
                $"{string.Join(" and ", same.Select(c => c.Type.FullName))} are both named '{same.Key}' and would share their state: give one a [GrainType].");
        }
        // What no grain can have is told at the start, not at the first call.
        foreach (var contract in classes.SelectMany(c => c.Type.GetInterfaces()).Where(i => i.IsAssignableTo(typeof(IGrain)))) GrainInterface.Of(contract);
        return classes;
    }

    private GrainClass ClassOf(Type contract, string? prefix) => _classOf.GetOrAdd((contract, prefix), static (wanted, classes) =>
    {
        var (contract, prefix) = wanted;
        var found = classes.Where(c => contract.IsAssignableFrom(c.Type)
            && (prefix is null || c.Type.FullName!.StartsWith(prefix, StringComparison.Ordinal))).ToArray();
        return found.Length == 1 ? found[0] : throw new ArgumentException(found.Length == 0
            ? $"No grain class implements {contract}. Is its assembly among {nameof(EmbeddedOptions)}.{nameof(EmbeddedOptions.GrainAssemblies)}?"
            : $"{contract} is implemented by {string.Join(", ", found.Select(c => c.Type.FullName))}: pass grainClassNamePrefix to pick one.");
    }, _classes);
}
