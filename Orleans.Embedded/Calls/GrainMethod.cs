using System.Reflection;
using Orleans.Concurrency;
using Orleans.Runtime;

namespace Orleans.Embedded;

/// <summary>What the engine has to know about one method of a grain or observer interface; made once, used by every call.</summary>
internal sealed class GrainMethod
{
    private readonly MethodInvoker _invoker;
    private readonly Func<object, Task>? _toTask;
    private readonly Func<GrainMethod, object?[], Call> _newCall;
    private readonly (int Index, Type Type)[] _addressables;

    public GrainMethod(MethodInfo method)
    {
        Name = $"{method.DeclaringType!.Name}.{method.Name}";
        _invoker = MethodInvoker.Create(method);
        OneWay = Has<OneWayAttribute>(method) || method.ReturnType == typeof(void);
        ReadOnly = Has<ReadOnlyAttribute>(method);
        AlwaysInterleave = Has<AlwaysInterleaveAttribute>(method);
        ResponseTimeout = method.GetCustomAttribute<ResponseTimeoutAttribute>()?.Timeout;
        _addressables = [.. method.GetParameters()
            .Where(p => typeof(IAddressable).IsAssignableFrom(p.ParameterType))
            .Select(p => (p.Position, p.ParameterType))];
        (_newCall, _toTask) = For(method);
    }

    public string Name { get; }

    public bool OneWay { get; }

    public bool ReadOnly { get; }

    public bool AlwaysInterleave { get; }

    /// <summary>Null: the engine's.</summary>
    public TimeSpan? ResponseTimeout { get; }

    /// <summary>A call of this method, with every grain and observer among its arguments checked.</summary>
    public Call NewCall(object?[]? arguments)
    {
        arguments ??= [];
        foreach (var (index, type) in _addressables)
        {
            arguments[index] = arguments[index] switch
            {
                Grain self => self.Activation.Engine.Refer(type, self.Activation.Class, self.Activation.Key),
                // Orleans' own words: it cannot send an object that has no reference, so neither do we.
                IGrainObserver observer and not ObserverProxy => throw new NotSupportedException(
                    $"IGrainObserver parameters must be GrainReference or Grain and cannot be type {observer.GetType()}. Did you forget to CreateObjectReference?"),
                var other => other,
            };
        }
        return _newCall(this, arguments);
    }

    /// <summary>Runs the method; null means that it is done.</summary>
    public Task? Invoke(object target, object?[] arguments)
    {
        var returned = _invoker.Invoke(target, arguments.AsSpan());
        return returned is Task task ? task : returned is null ? null : _toTask!(returned);
    }

    private static bool Has<T>(MethodInfo method) where T : Attribute => method.IsDefined(typeof(T), inherit: true);

    private (Func<GrainMethod, object?[], Call> NewCall, Func<object, Task>? ToTask) For(MethodInfo method)
    {
        var type = method.ReturnType;
        if (method.IsGenericMethodDefinition)
            throw new NotSupportedException($"{Name} is generic: this engine has no generic grain methods.");
        if (type == typeof(void))
        {
            return typeof(IGrainObserver).IsAssignableFrom(method.DeclaringType)
                ? (static (m, a) => OneWayCall.Of(m, a, null), null)
                : throw new NotSupportedException($"{Name} returns void: a grain method returns a task.");
        }
        if (type == typeof(Task))
        {
            return OneWay
                ? (static (m, a) => OneWayCall.Of(m, a, Task.CompletedTask), null)
                : (static (m, a) => new TaskCall(m, a), null);
        }
        if (type == typeof(ValueTask))
        {
            return OneWay
                ? (static (m, a) => OneWayCall.Of(m, a, default(ValueTask)), static v => ((ValueTask)v).AsTask())
                : (static (m, a) => new ValueTaskCall(m, a), static v => ((ValueTask)v).AsTask());
        }
        if (OneWay) throw new NotSupportedException($"{Name} is one-way, so it can only return a Task or a ValueTask.");
        var definition = type.IsGenericType ? type.GetGenericTypeDefinition() : null;
        if (definition != typeof(Task<>) && definition != typeof(ValueTask<>))
            throw new NotSupportedException($"{Name} returns {type}: a grain method returns a Task or a ValueTask.");
        var maker = (ICallMaker)Activator.CreateInstance(typeof(CallMaker<>).MakeGenericType(type.GenericTypeArguments))!;
        return definition == typeof(Task<>) ? (maker.TaskCall, null) : (maker.ValueTaskCall, maker.ToTask);
    }

    private interface ICallMaker
    {
        Call TaskCall(GrainMethod method, object?[] arguments);

        Call ValueTaskCall(GrainMethod method, object?[] arguments);

        Task ToTask(object valueTask);
    }

    private sealed class CallMaker<T> : ICallMaker
    {
        public Call TaskCall(GrainMethod method, object?[] arguments) => new TaskCall<T>(method, arguments);

        public Call ValueTaskCall(GrainMethod method, object?[] arguments) => new ValueTaskCall<T>(method, arguments);

        public Task ToTask(object valueTask) => ((ValueTask<T>)valueTask).AsTask();
    }
}
