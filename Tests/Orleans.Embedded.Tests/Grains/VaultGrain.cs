using Orleans.Embedded;

namespace RcFleet.Orleans.Embedded.Tests;

public sealed class VaultGrain(
    [PersistentState("vault", "disk")] IPersistentState<VaultState> vault,
    [PersistentState("other")] IPersistentState<OtherState> other,
    EmbeddedEngine engine) : Grain, IVaultGrain
{
    public Task<VaultView> View() => Task.FromResult(new VaultView([.. vault.State.Numbers], vault.Etag, vault.RecordExists, other.State.Number));

    public Task Put(int number)
    {
        vault.State.Add(number);
        return vault.WriteStateAsync();
    }

    public Task Keep(int number)
    {
        vault.State.Add(number);
        return Task.CompletedTask;
    }

    public Task Clear() => vault.ClearStateAsync();

    public Task PutBig(int bytes)
    {
        vault.State.Big = new string('x', bytes);
        return vault.WriteStateAsync();
    }

    public Task Read() => vault.ReadStateAsync();

    public async Task WriteElsewhere()
    {
        var elsewhere = new PersistentState<VaultState>(engine.Storage, new StateKey("vault", this.GetPrimaryKeyString(), "disk", "vault"));
        await elsewhere.ReadStateAsync();
        elsewhere.State.Add(-1);
        await elsewhere.WriteStateAsync();
    }

    public Task PutOther(int number)
    {
        other.State = new OtherState(number);
        return other.WriteStateAsync();
    }
}
