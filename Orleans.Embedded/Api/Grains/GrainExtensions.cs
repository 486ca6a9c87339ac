using Orleans.Embedded;
using Orleans.Runtime;

namespace Orleans;

/// <summary>The identity of a grain or of a reference to one.</summary>
public static class GrainExtensions
{
    /// <summary>The key of the grain, from inside it or from a reference to it.</summary>
    public static string GetPrimaryKeyString(this IAddressable grain) => grain switch
    {
        Grain self => self.Activation.Key,
        GrainProxy reference => reference.Key,
        null => throw new ArgumentNullException(nameof(grain)),
        _ => throw NotAGrain(grain),
    };

    /// <summary>A reference to the grain: what a grain hands out instead of <c>this</c>.</summary>
    public static TGrainInterface AsReference<TGrainInterface>(this IAddressable grain) => grain switch
    {
        TGrainInterface reference when grain is GrainProxy or ObserverProxy => reference,
        Grain self => (TGrainInterface)(object)self.Activation.Engine.Refer(typeof(TGrainInterface), self.Activation.Class, self.Activation.Key),
        GrainProxy other => (TGrainInterface)(object)other.Engine.Refer(typeof(TGrainInterface), other.Class, other.Key),
        null => throw new ArgumentNullException(nameof(grain)),
        _ => throw NotAGrain(grain),
    };

    private static ArgumentException NotAGrain(IAddressable grain) =>
        new($"{grain.GetType().FullName} is neither a grain nor a reference to one.", nameof(grain));
}
