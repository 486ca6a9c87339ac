namespace Orleans.Core;

/// <summary>One piece of stored state of one grain, typed.</summary>
public interface IStorage<TState> : IStorage
{
    /// <summary>The state in memory; a new instance if there is no record.</summary>
    TState State { get; set; }
}
