namespace Orleans;

/// <summary>Why an activation ends. The values are Orleans'; this engine uses those that are documented here.</summary>
public enum DeactivationReasonCode : byte
{
    /// <summary>No reason given.</summary>
    None = 0,

    /// <summary>The process stops in an orderly way.</summary>
    ShuttingDown = 1,

    /// <summary>The constructor, a read of state or OnActivateAsync failed.</summary>
    ActivationFailed = 2,

    /// <summary>No call for the idle timeout.</summary>
    ActivationIdle = 4,

    /// <summary>An InconsistentStateException escaped from a call.</summary>
    ApplicationError = 8,

    /// <summary>The grain, or a test, asked for it.</summary>
    ApplicationRequested = 9,

    /// <summary>It goes on in another process; never here, where there is only one.</summary>
    Migrating = 10,
}
