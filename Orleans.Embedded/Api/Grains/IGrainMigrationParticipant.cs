namespace Orleans.Runtime;

/// <summary>A grain that takes more than its state along when it moves to another process. Never called by this engine, which has only one.</summary>
public interface IGrainMigrationParticipant
{
    /// <summary>Called on the activation that goes, after <see cref="Grain.OnDeactivateAsync"/>.</summary>
    void OnDehydrate(IDehydrationContext dehydrationContext);

    /// <summary>Called on the activation that comes, before <see cref="Grain.OnActivateAsync"/>.</summary>
    void OnRehydrate(IRehydrationContext rehydrationContext);
}
