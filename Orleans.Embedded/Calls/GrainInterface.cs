using System.Collections.Concurrent;
using System.Reflection;

namespace Orleans.Embedded;

/// <summary>The methods of one grain or observer interface, inherited ones included.</summary>
internal sealed class GrainInterface
{
    private static readonly ConcurrentDictionary<Type, GrainInterface> All = new();

    private readonly Dictionary<MethodInfo, GrainMethod> _methods;
    private readonly Lazy<GrainProxy> _grainPrototype;
    private readonly Lazy<ObserverProxy> _observerPrototype;

    private GrainInterface(Type type)
    {
        if (!type.IsInterface) throw new ArgumentException($"'{type.FullName}' is not an interface.", nameof(type));
        Type = type;
        _grainPrototype = new(() => (GrainProxy)DispatchProxy.Create(type, typeof(GrainProxy)));
        _observerPrototype = new(() => (ObserverProxy)DispatchProxy.Create(type, typeof(ObserverProxy)));
        _methods = type.GetInterfaces().Prepend(type)
            .SelectMany(i => i.GetMethods(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic))
            .Where(m => m.IsAbstract)
            .ToDictionary(m => m, m => new GrainMethod(m));
    }

    public Type Type { get; }

    /// <summary>References are clones of it: DispatchProxy.Create is far too slow for every GetGrain.</summary>
    public GrainProxy GrainPrototype => _grainPrototype.Value;

    /// <inheritdoc cref="GrainPrototype"/>
    public ObserverProxy ObserverPrototype => _observerPrototype.Value;

    public GrainMethod this[MethodInfo method] => _methods[method];

    /// <exception cref="NotSupportedException">A method that no grain can have.</exception>
    public static GrainInterface Of(Type type) => All.GetOrAdd(type, static t => new GrainInterface(t));
}
