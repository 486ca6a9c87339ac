using System.Collections.Concurrent;
using System.Reflection;

namespace Orleans.Embedded;

/// <summary>The methods of one grain or observer interface, inherited ones included.</summary>
internal sealed class GrainInterface
{
    private static readonly ConcurrentDictionary<Type, GrainInterface> All = new();

    private readonly Dictionary<MethodInfo, GrainMethod> _methods;

    private GrainInterface(Type type)
    {
        if (!type.IsInterface) throw new ArgumentException($"'{type.FullName}' is not an interface.", nameof(type));
        Type = type;
        _methods = type.GetInterfaces().Prepend(type)
            .SelectMany(i => i.GetMethods(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic))
            .Where(m => m.IsAbstract)
            .ToDictionary(m => m, m => new GrainMethod(m));
    }

    public Type Type { get; }

    public IEnumerable<GrainMethod> Methods => _methods.Values;

    public GrainMethod this[MethodInfo method] => _methods[method];

    /// <exception cref="NotSupportedException">A method that no grain can have.</exception>
    public static GrainInterface Of(Type type) => All.GetOrAdd(type, static t => new GrainInterface(t));
}
