namespace RcFleet.Orleans.Embedded.Tests;

public interface ILazyGrain : IGrainWithStringKey
{
    Task<int> Add(int amount);
}

/// <summary>Writes its state only when it is deactivated.</summary>
public sealed class LazyGrain([PersistentState("lazy")] IPersistentState<OtherState> state) : Grain, ILazyGrain
{
    public Task<int> Add(int amount)
    {
        state.State = new OtherState(state.State.Number + amount);
        return Task.FromResult(state.State.Number);
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) => state.WriteStateAsync(cancellationToken);
}
