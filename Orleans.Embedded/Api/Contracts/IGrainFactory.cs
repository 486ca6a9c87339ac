namespace Orleans;

/// <summary>Hands out references to grains and to observers. Safe from any thread.</summary>
public interface IGrainFactory
{
    /// <summary>A reference to the grain with this key; the grain is activated by the first call. Cheap, never blocks.</summary>
    /// <param name="primaryKey">Non-empty, not white space only.</param>
    /// <param name="grainClassNamePrefix">Picks one class by the start of its full name where several implement the interface.</param>
    TGrainInterface GetGrain<TGrainInterface>(string primaryKey, string? grainClassNamePrefix = null)
        where TGrainInterface : IGrainWithStringKey;

    /// <summary>A new reference to <paramref name="obj"/>, which the caller must keep alive; delete it when done.</summary>
    TGrainObserverInterface CreateObjectReference<TGrainObserverInterface>(IGrainObserver obj)
        where TGrainObserverInterface : IGrainObserver;

    /// <summary>Ends a reference that <see cref="CreateObjectReference"/> returned: pass the reference, not the object.</summary>
    /// <exception cref="ArgumentException">Not a reference, or one that was deleted already.</exception>
    void DeleteObjectReference<TGrainObserverInterface>(IGrainObserver obj)
        where TGrainObserverInterface : IGrainObserver;
}
