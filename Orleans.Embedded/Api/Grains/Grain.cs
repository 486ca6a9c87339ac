using Orleans.Embedded;
using Orleans.Runtime;

namespace Orleans;

/// <summary>Base class of grains: one instance a key, one turn at a time.</summary>
public abstract class Grain : IGrainBase, IAddressable
{
    /// <summary>Run by the engine. A grain made by hand (in a unit test) has no activation: members that need one throw.</summary>
    protected Grain() => Host = TaskScheduler.Current as Activation;

    /// <summary>References to other grains.</summary>
    protected IGrainFactory GrainFactory => Activation.Engine;

    /// <summary>Services of this activation's own scope.</summary>
    protected internal IServiceProvider ServiceProvider => Activation.Services;

    /// <summary>Type and key, for logs: <c>car/42</c>.</summary>
    public string IdentityString => Activation.ToString();

    internal Activation? Host { get; }

    internal Activation Activation => Host ?? throw new InvalidOperationException(
        "Grain was created outside of the engine. Get a reference from IGrainFactory instead of calling the constructor.");

    /// <summary>Runs before the first call, with persistent state already read. If it throws, the calls that wait fail with that exception and the next call tries anew.</summary>
    public virtual Task OnActivateAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Runs after the last call. Not run if the process is killed.</summary>
    public virtual Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Deactivates as soon as no call runs; calls that wait go to the next activation.</summary>
    protected void DeactivateOnIdle() => GrainBaseExtensions.DeactivateOnIdle(this);

    /// <summary>Not idle for at least <paramref name="timeSpan"/>; zero or less cancels that, <see cref="Timeout.InfiniteTimeSpan"/> is for ever. <see cref="DeactivateOnIdle"/> wins over it.</summary>
    protected void DelayDeactivation(TimeSpan timeSpan) => Activation.DelayDeactivation(timeSpan);
}
