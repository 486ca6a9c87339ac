using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace Orleans.Embedded;

/// <summary>A reference to an observer: sends every call to the mailbox of its object.</summary>
[SuppressMessage("Performance", "CA1852", Justification = "DispatchProxy derives from it at run time.")]
internal class ObserverProxy : DispatchProxy
{
    private GrainInterface _interface = null!;

    public ObserverMailbox Mailbox { get; private set; } = null!;

    public static ObserverProxy Create(GrainInterface contract, ObserverMailbox mailbox)
    {
        var proxy = (ObserverProxy)contract.ObserverPrototype.MemberwiseClone();
        (proxy._interface, proxy.Mailbox) = (contract, mailbox);
        return proxy;
    }

    public override string ToString() => Mailbox.ToString();

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        var call = _interface[targetMethod!].NewCall(args);

        // Before it is sent: a one-way call may be done, and another one, by the time that this returns.
        var returned = call.Returned;
        Mailbox.Send(call);
        return returned;
    }
}
