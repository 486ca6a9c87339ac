namespace Orleans.Embedded;

/// <summary>The life of an activation, in this order.</summary>
internal enum ActivationState : byte
{
    /// <summary>Nobody has called yet: a slot in the catalog.</summary>
    New,

    /// <summary>The constructor, the reads of state and OnActivateAsync run; calls wait.</summary>
    Activating,

    /// <summary>Calls run.</summary>
    Active,

    /// <summary>OnDeactivateAsync runs; calls wait for the next activation.</summary>
    Deactivating,

    /// <summary>Takes no call any more; who still holds it looks into the catalog again.</summary>
    Gone,
}
