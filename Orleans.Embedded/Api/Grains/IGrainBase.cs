namespace Orleans;

/// <summary>What the engine calls on every grain.</summary>
public interface IGrainBase
{
    /// <summary>Runs before the first call, with persistent state already read.</summary>
    Task OnActivateAsync(CancellationToken token) => Task.CompletedTask;

    /// <summary>Runs after the last call. Not run if the process is killed.</summary>
    Task OnDeactivateAsync(DeactivationReason reason, CancellationToken token) => Task.CompletedTask;
}
