namespace Orleans.Embedded;

/// <summary>Something that a grain runs from start to end: a call, a timer's tick. Linked into its activation's mailbox while it waits or runs.</summary>
internal abstract class Turn
{
    internal Turn? Previous;
    internal Turn? Next;

    /// <summary>Started and not finished; guarded by the mailbox's lock.</summary>
    internal bool Running;

    public abstract bool AlwaysInterleave { get; }

    public abstract bool ReadOnly { get; }

    /// <summary>Whether the grain is not idle because of it.</summary>
    public abstract bool CountsAsUse { get; }

    /// <summary>Nobody waits for it any more: it need not run.</summary>
    public abstract bool IsExpired { get; }

    /// <summary>Runs on the activation; null means that it is done.</summary>
    public abstract Task? Invoke(object target);

    /// <summary>Told once, when what <see cref="Invoke"/> returned is completed; null as there.</summary>
    public abstract void Complete(Task? done);

    /// <summary>Told once instead of <see cref="Complete"/> if it threw or never ran.</summary>
    public abstract void Fail(Exception exception);
}
