using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using Orleans;
using Orleans.Runtime;
using RcFleet.Cars;
using RcFleet.Devices;
using RcFleet.Fleet;

namespace RcFleet.Gateway.Tests.Support;

/// <summary>A gateway's way to its cluster, which a test can cut: cars answer nothing and say nothing, as when their silo is dead.</summary>
internal sealed class CutGrains(IGrainFactory inner) : IGrainFactory
{
    private readonly ConcurrentDictionary<object, object> _rooted = new();
    private readonly ConcurrentDictionary<string, int> _calls = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();
    private List<Action>? _held;
    private int _beats;
    private readonly ConcurrentDictionary<string, SlowCall> _slow = new(StringComparer.Ordinal);

    /// <summary>No call to a car comes through, and no word of one.</summary>
    public bool Cut { get; set; }

    /// <summary>No silo is reached, whoever is called.</summary>
    public bool Unreachable { get; set; }

    /// <summary>These shards of the fleet index do not answer.</summary>
    public IReadOnlyCollection<string> SilentShards { get; set; } = [];

    /// <summary>Drive commands through the grain are lost; all else comes through.</summary>
    public bool CutDrives { get; set; }

    /// <summary>How often this gateway has asked a shard of the fleet index whether it answers.</summary>
    public int Beats => Volatile.Read(ref _beats);

    /// <summary>How often this gateway has called that method of a car.</summary>
    public int Calls(string method) => _calls.GetValueOrDefault(method);

    /// <summary>From now on that method of a car is called, and its answer waits.</summary>
    public void HoldAnswers(string method) => _slow[method] = new SlowCall();

    /// <summary>From now on a call of that method of a car is under way, and does not arrive.</summary>
    public void HoldCalls(string method) => _slow[method] = new SlowCall { OnItsWay = true };

    /// <summary>The next call of that method of a car arrives, and its answer does not come back.</summary>
    public void LoseAnswer(string method) => _slow[method] = new SlowCall { Lost = true };

    /// <summary>Lets go what waits.</summary>
    public void Release(string method)
    {
        if (_slow.TryRemove(method, out var slow)) slow.Released.SetResult();
    }

    /// <summary>Drive commands wait, as in a silo's queue for a client that is away, which keeps all of them.</summary>
    public void HoldDrives()
    {
        lock (_gate) _held = [];
    }

    /// <summary>Lets all of them go at once. How many there were.</summary>
    public int ReleaseDrives()
    {
        List<Action>? held;
        lock (_gate) (held, _held) = (_held, null);
        foreach (var drive in held ?? []) drive();
        return held?.Count ?? 0;
    }

    public TGrainInterface GetGrain<TGrainInterface>(string primaryKey, string? grainClassNamePrefix = null)
        where TGrainInterface : IGrainWithStringKey
    {
        var grain = inner.GetGrain<TGrainInterface>(primaryKey, grainClassNamePrefix);
        return typeof(TGrainInterface) == typeof(ICarGrain) || typeof(TGrainInterface) == typeof(IFleetShardGrain) ? CutProxy.Around(grain, this, primaryKey) : grain;
    }

    public TGrainObserverInterface CreateObjectReference<TGrainObserverInterface>(IGrainObserver obj)
        where TGrainObserverInterface : IGrainObserver
    {
        var proxy = CutProxy.Around((TGrainObserverInterface)obj, this);
        var reference = inner.CreateObjectReference<TGrainObserverInterface>(proxy);
        _rooted[reference] = proxy;
        return reference;
    }

    public void DeleteObjectReference<TGrainObserverInterface>(IGrainObserver obj)
        where TGrainObserverInterface : IGrainObserver
    {
        inner.DeleteObjectReference<TGrainObserverInterface>(obj);
        _rooted.TryRemove(obj, out _);
    }

    private bool Hold(Action drive)
    {
        lock (_gate)
        {
            _held?.Add(drive);
            return _held is not null;
        }
    }

    [SuppressMessage("Performance", "CA1852", Justification = "DispatchProxy derives from it at run time.")]
    internal class CutProxy : DispatchProxy
    {
        private object _target = null!;
        private CutGrains _grains = null!;
        private string _key = "";

        private bool IsCut =>
            _grains.Unreachable || (_target is IFleetShardGrain ? _grains.SilentShards.Contains(_key) : _grains.Cut);

        public static T Around<T>(T target, CutGrains grains, string key = "")
        {
            var proxy = Create<T, CutProxy>()!;
            ((CutProxy)(object)proxy)._target = target!;
            ((CutProxy)(object)proxy)._grains = grains;
            ((CutProxy)(object)proxy)._key = key;
            return proxy;
        }

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
        {
            if (_target is ICarGrain) _grains._calls.AddOrUpdate(targetMethod!.Name, 1, static (_, calls) => calls + 1);
            if (_target is IFleetShardGrain && targetMethod!.Name == nameof(IFleetShardGrain.Report)) Interlocked.Increment(ref _grains._beats);
            if (_grains.CutDrives && _target is ICarGrain && targetMethod!.Name == nameof(ICarGrain.Drive)) return Task.CompletedTask;
            if (_target is IDeviceLink && targetMethod!.Name == nameof(IDeviceLink.Drive) && _grains.Hold(() => targetMethod.Invoke(_target, args))) return Task.CompletedTask;
            if (!IsCut && _target is ICarGrain && _grains._slow.TryGetValue(targetMethod!.Name, out var slow)) return Slowly(slow, targetMethod, args);
            if (!IsCut) return targetMethod!.Invoke(_target, args);
            var dead = new SiloUnavailableException("The silo is dead.");
            var type = targetMethod!.ReturnType;
            if (type == typeof(Task)) return Task.FromException(dead);
            return typeof(Task).GetMethods().Single(m => m is { Name: nameof(Task.FromException), IsGenericMethod: true }).MakeGenericMethod(type.GenericTypeArguments[0]).Invoke(null, [dead]);
        }

        private Task Slowly(SlowCall slow, MethodInfo method, object?[]? args)
        {
            if (slow.Lost) _grains._slow.TryRemove(method.Name, out _);
            Func<Task> call = () => (Task)method.Invoke(_target, args)!;
            return method.ReturnType.IsGenericType
                ? (Task)typeof(SlowCall).GetMethod(nameof(SlowCall.Answer))!.MakeGenericMethod(method.ReturnType.GenericTypeArguments[0]).Invoke(slow, [call])!
                : slow.Make(call);
        }
    }

    private sealed class SlowCall
    {
        public bool OnItsWay { get; init; }

        public bool Lost { get; init; }

        public TaskCompletionSource Released { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public async Task<T> Answer<T>(Func<Task> call)
        {
            Task<T>? made = null;
            await Make(() => made = (Task<T>)call());
            return await made!;
        }

        public async Task Make(Func<Task> call)
        {
            if (OnItsWay) await Released.Task;
            await call();
            if (Lost) throw new TimeoutException("The answer was lost.");
            if (!OnItsWay) await Released.Task;
        }
    }
}
