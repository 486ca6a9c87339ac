using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace Orleans.Embedded;

/// <summary>
/// A reference to a grain: the runtime derives a class from this one that implements the grain's interface and sends
/// every call here. Two references to one grain through one interface are equal.
/// </summary>
[SuppressMessage("Performance", "CA1852", Justification = "DispatchProxy derives from it at run time.")]
internal class GrainProxy : DispatchProxy, IEquatable<GrainProxy>
{
    private GrainInterface _interface = null!;

    public EmbeddedEngine Engine { get; private set; } = null!;

    public GrainClass Class { get; private set; } = null!;

    public string Key { get; private set; } = null!;

    /// <summary>Where the last call went; spares the next one a look into the catalog.</summary>
    public Activation? Last { get; set; }

    public static GrainProxy Create(EmbeddedEngine engine, GrainInterface contract, GrainClass grainClass, string key)
    {
        var proxy = (GrainProxy)contract.GrainPrototype.MemberwiseClone();
        (proxy.Engine, proxy._interface, proxy.Class, proxy.Key) = (engine, contract, grainClass, key);
        return proxy;
    }

    public bool Equals(GrainProxy? other) =>
        other is not null && other.Engine == Engine && other._interface == _interface && other.Class == Class && other.Key == Key;

    public override bool Equals(object? obj) => Equals(obj as GrainProxy);

    public override int GetHashCode() => HashCode.Combine(Class, Key);

    public override string ToString() => $"{Class.Name}/{Key}";

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        var call = _interface[targetMethod!].NewCall(args);

        // Before it is sent: a one-way call may be done, and another one, by the time that this returns.
        var returned = call.Returned;
        Engine.Send(this, call);
        return returned;
    }
}
