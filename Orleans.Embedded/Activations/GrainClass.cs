using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Concurrency;
using Orleans.Core;
using Orleans.Runtime;

namespace Orleans.Embedded;

/// <summary>A class of grains: its stable name, how to make one, and how it behaves.</summary>
internal sealed class GrainClass
{
    private readonly ConstructorInvoker _constructor;
    private readonly Func<Activation, object?>[] _parameters;

    public GrainClass(Type type)
    {
        Type = type;
        Name = type.GetCustomAttribute<GrainTypeAttribute>()?.GrainType ?? NameOf(type);
        Reentrant = type.IsDefined(typeof(ReentrantAttribute));
        var limit = type.GetCustomAttribute<CollectionAgeLimitAttribute>();
        IdleTimeout = type.IsDefined(typeof(KeepAliveAttribute)) || limit is { AlwaysActive: true }
            ? Timeout.InfiniteTimeSpan
            : limit?.AgeLimit;
        var constructors = type.GetConstructors();
        var chosen = constructors.Length == 1
            ? constructors[0]
            : constructors.SingleOrDefault(c => c.IsDefined(typeof(ActivatorUtilitiesConstructorAttribute)))
                ?? throw new InvalidOperationException(
                    $"{type} has {constructors.Length} public constructors. Leave one, or mark one [ActivatorUtilitiesConstructor].");
        _constructor = ConstructorInvoker.Create(chosen);
        _parameters = [.. chosen.GetParameters().Select(Resolver)];
    }

    public Type Type { get; }

    public string Name { get; }

    public bool Reentrant { get; }

    /// <summary>Null: the engine's. <see cref="Timeout.InfiniteTimeSpan"/>: never idle.</summary>
    public TimeSpan? IdleTimeout { get; }

    /// <summary>Makes the grain and the states that its constructor asks for, which are yet to be read.</summary>
    public (Grain Grain, IStorage[] States) Create(Activation activation)
    {
        if (_parameters.Length == 0) return ((Grain)_constructor.Invoke(), []);
        var arguments = new object?[_parameters.Length];
        for (var i = 0; i < arguments.Length; i++) arguments[i] = _parameters[i](activation);
        return ((Grain)_constructor.Invoke(arguments.AsSpan()), [.. arguments.OfType<IEmbeddedState>()]);
    }

    // Orleans' rule: the class name in lower case, without "grain" at its end.
    private static string NameOf(Type type)
    {
        var name = type.Name.ToLowerInvariant();
        return name.EndsWith("grain", StringComparison.Ordinal) && name.Length > 5 ? name[..^5] : name;
    }

    private static Func<Activation, object?> Resolver(ParameterInfo parameter)
    {
        var type = parameter.ParameterType;
        if (parameter.GetCustomAttribute<PersistentStateAttribute>() is { } named)
        {
            if (!type.IsGenericType || type.GetGenericTypeDefinition() != typeof(IPersistentState<>))
                throw new InvalidOperationException($"{parameter.Member.DeclaringType}: parameter {parameter.Name} must be an IPersistentState<T>.");
            var constructor = ConstructorInvoker.Create(
                typeof(PersistentState<>).MakeGenericType(type.GenericTypeArguments).GetConstructors()[0]);
            return activation => constructor.Invoke(
                activation.Engine.Storage,
                new StateKey(activation.Class.Name, activation.Key, named.StorageName ?? StateKey.DefaultStore, named.StateName));
        }
        if (parameter.GetCustomAttribute<FromKeyedServicesAttribute>() is { } keyed)
            return activation => activation.Services.GetRequiredKeyedService(type, keyed.Key);
        if (parameter.HasDefaultValue)
            return activation => activation.Services.GetService(type) ?? parameter.DefaultValue;
        return activation => activation.Services.GetRequiredService(type);
    }
}
