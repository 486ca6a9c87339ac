using Orleans.Core;

namespace Orleans.Runtime;

/// <summary>Stored state that a grain gets in its constructor, read before OnActivateAsync. Mark the parameter with <see cref="PersistentStateAttribute"/>.</summary>
public interface IPersistentState<TState> : IStorage<TState>;
