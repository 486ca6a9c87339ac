using Orleans.Runtime;

namespace Orleans;

/// <summary>
/// An object that grains call back. Calls to one reference run one at a time and in order; the engine holds the object
/// weakly, so its owner has to keep it alive.
/// </summary>
public interface IGrainObserver : IAddressable;
