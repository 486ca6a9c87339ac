using System.Text;
using Orleans.Embedded;
using Orleans.Storage;

namespace RcFleet.Orleans.Embedded.Tests;

public sealed class PersistentStateTests
{
    [Fact]
    public async Task What_was_answered_is_there_after_a_restart()
    {
        using var path = new DataPath();
        await using (var host = await path.Start())
        {
            var vault = host.Grains.GetGrain<IVaultGrain>("a");
            Assert.False((await vault.View()).Exists);
            await vault.Put(1);
            await vault.Put(2);
            await vault.PutOther(7);
            Assert.True((await vault.View()).Exists);
        }
        await using (var host = await path.Start())
        {
            var view = await host.Grains.GetGrain<IVaultGrain>("a").View();
            Assert.Equal([1, 2], view.Numbers);
            Assert.Equal(7, view.Other);
            Assert.NotNull(view.Etag);
            Assert.Empty((await host.Grains.GetGrain<IVaultGrain>("b").View()).Numbers);
        }
    }

    [Fact]
    public async Task What_was_answered_is_there_without_an_orderly_stop()
    {
        using var path = new DataPath();
        var abandoned = await path.Start();
        await abandoned.Grains.GetGrain<IVaultGrain>("a").Put(1);
        await abandoned.Grains.GetGrain<IVaultGrain>("a").Keep(2);
        await abandoned.AbandonAsync();
        await using var host = await path.Start();
        Holds(await host.Grains.GetGrain<IVaultGrain>("a").View(), 1);
    }

    [Fact]
    public async Task A_write_over_somebody_elses_fails_and_the_next_call_reads_anew()
    {
        await using var host = await Host.Start();
        var vault = host.Grains.GetGrain<IVaultGrain>("a");
        await vault.Put(1);
        await vault.WriteElsewhere();
        var conflict = await Assert.ThrowsAsync<InconsistentStateException>(() => vault.Put(2));
        Assert.NotEqual(conflict.StoredEtag, conflict.CurrentEtag);
        Holds(await vault.View(), 1, -1);
        await vault.Put(3);
        Holds(await vault.View(), 1, -1, 3);
    }

    [Fact]
    public async Task A_first_write_and_a_clear_are_checked_too()
    {
        await using var host = await Host.Start();
        var vault = host.Grains.GetGrain<IVaultGrain>("a");
        await vault.View();
        await vault.WriteElsewhere();
        await Assert.ThrowsAsync<InconsistentStateException>(() => vault.Put(1));
        await vault.View();
        await vault.WriteElsewhere();
        await Assert.ThrowsAsync<InconsistentStateException>(() => vault.Clear());
        Holds(await vault.View(), -1, -1);
    }

    [Fact]
    public async Task A_writer_from_before_a_clear_does_not_get_through()
    {
        await using var host = await Host.Start();
        var key = new StateKey("vault", "a", "disk", "vault");
        var first = new PersistentState<VaultState>(host.Engine.Storage, key);
        await first.WriteStateAsync();
        var stale = new PersistentState<VaultState>(host.Engine.Storage, key);
        await stale.ReadStateAsync();
        await first.ClearStateAsync();
        Assert.False(first.RecordExists);
        await first.WriteStateAsync();
        await Assert.ThrowsAsync<InconsistentStateException>(() => stale.WriteStateAsync());
    }

    [Fact]
    public async Task A_conflict_fails_only_its_own_write_of_a_group()
    {
        await using var host = await Host.Start();
        var states = Enumerable.Range(0, 200)
            .Select(n => new PersistentState<OtherState>(host.Engine.Storage, new StateKey("t", $"{n / 2}", "s", "n")) { State = new OtherState(n) })
            .ToArray();
        var writes = states.Select(s => Record.ExceptionAsync(() => s.WriteStateAsync())).ToArray();
        var outcomes = await Task.WhenAll(writes);
        Assert.Equal(100, outcomes.Count(o => o is null));
        Assert.Equal(100, outcomes.Count(o => o is InconsistentStateException));
    }

    [Fact]
    public async Task Writes_that_queue_up_share_a_commit()
    {
        using var path = new DataPath();
        await using var host = await path.Start();
        using var commits = new CounterWatch("rcfleet.engine.storage.commits");
        await Task.WhenAll(Enumerable.Range(0, 1_000).Select(n =>
            new PersistentState<OtherState>(host.Engine.Storage, new StateKey("t", $"{n}", "s", "n")) { State = new OtherState(n) }.WriteStateAsync()));
        Assert.InRange(commits.Sum, 1, 500);
    }

    [Fact]
    public async Task Nobody_is_answered_before_the_commit()
    {
        using var path = new DataPath();
        await using var host = await path.Start();
        var writes = Enumerable.Range(0, 50).Select(n => new StateOperation(StateOperationKind.Write, new StateKey("t", $"{n}", "s", "n"), [1], null)).ToArray();
        var committed = 0;
        var early = 0;
        host.Engine.Storage.File.Committing = () =>
        {
            committed++;
            // Every one that is answered was in an earlier commit, and every commit has one at least.
            if (writes.Count(w => w.Answer.IsCompleted) > 0 && committed == 1) early++;
        };
        await Task.WhenAll(writes.Select(host.Engine.Storage.Run));
        Assert.Equal(0, early);
        Assert.True(committed > 0);
    }

    [Fact]
    public async Task A_commit_that_fails_fails_its_writes_and_the_next_ones_get_through()
    {
        await using var host = await Host.Start();
        var vault = host.Grains.GetGrain<IVaultGrain>("a");
        await vault.Put(1);
        host.Engine.Storage.File.Committing = () => throw new InvalidOperationException("The disk is gone.");
        Assert.Contains("The disk is gone.", (await Assert.ThrowsAsync<IOException>(() => vault.Put(2))).Message);
        host.Engine.Storage.File.Committing = null;
        await vault.Read();
        Holds(await vault.View(), 1);
        await vault.Put(3);
        Holds(await vault.View(), 1, 3);
    }

    [Fact]
    public void Old_state_can_be_read_by_newer_code_and_the_other_way_round()
    {
        var key = new StateKey("t", "k", "s", "n");
        var read = StateJson.Read<VaultState>(Encoding.UTF8.GetBytes("""{"Numbers":[1,2],"Count":2,"Gone":{"x":1},"Field":3}"""), key);
        Assert.Equal([1, 2], read.Numbers);
        Assert.Equal(2, read.Count);
        Assert.Equal(3, read.Field);
        Assert.Empty(read.Tags);
        Assert.Equal(5, StateJson.Read<OtherState>(Encoding.UTF8.GetBytes("""{"Number":5,"Added":true}"""), key).Number);
        var again = StateJson.Read<VaultState>(StateJson.Write(read), key);
        Assert.Equal(StateJson.Write(read), StateJson.Write(again));
    }

    [Fact]
    public async Task A_full_disk_fails_the_write_that_does_not_fit_and_no_other()
    {
        using var path = new DataPath();
        await using var host = await path.Start();
        await host.Grains.GetGrain<IVaultGrain>("small").Put(1);
        host.Engine.Storage.File.MaxPages = 20;
        var big = host.Grains.GetGrain<IVaultGrain>("big").PutBig(1_000_000);
        var small = host.Grains.GetGrain<IVaultGrain>("small").Put(2);
        var failed = await Assert.ThrowsAsync<IOException>(() => big);
        Assert.Contains("vault/big", failed.Message);
        await small;
        Holds(await host.Grains.GetGrain<IVaultGrain>("small").View(), 1, 2);
        host.Engine.Storage.File.MaxPages = 1_000_000;
        await host.Grains.GetGrain<IVaultGrain>("big").PutBig(1_000_000);
    }

    private static void Holds(VaultView vault, params int[] numbers) => Assert.Equal(numbers, vault.Numbers);
}
