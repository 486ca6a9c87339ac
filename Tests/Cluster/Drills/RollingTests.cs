using System.Globalization;
using RcFleet.Cars;
using Xunit.Abstractions;

namespace RcFleet.Cluster.Drills;

/// <summary>An upgrade: every process of the cluster is stopped with SIGTERM while a car is driven, silos first, and others take over.</summary>
[Collection(DrillGround.Name)]
public sealed class RollingTests(Azurite azurite, ITestOutputHelper output)
{
    private const long GrantedMs = Drill.Minutes * 60_000L;

    private const int ServiceRestart = 1012;

    /// <summary>Longer without a command, and the car's dead-man would put it in neutral.</summary>
    private const int DeadManMs = 300;

    /// <summary>A busy machine runs the processes late.</summary>
    private static readonly int LateMs = Long.Runs ? 0 : 700;

    /// <summary>A step's longest time without a command; the session would outlive twice as much.</summary>
    private static readonly int StandstillMs = Long.Runs ? 2500 : 5000;

    private static readonly Dictionary<string, string> Drain = new() { ["Fleet__DrainSeconds"] = "2" };

    [Fact]
    public async Task EveryProcess_Stopped_AfterItsSuccessorIsReady_TheSameDriverDrivesOn()
    {
        await using var drill = await Drill.StartAsync(azurite, "grain", Drain);
        await Task.WhenAll(drill.Cluster.AddSilo(), drill.Cluster.AddSilo(), drill.Cluster.AddGateway(), drill.Cluster.AddGateway());
        await Replaced(drill, before: Nothing, after: Nothing);
    }

    [LongFact]
    public async Task EveryProcess_Stopped_ItsSuccessorStartedJustBefore_DirectRoute_TheSameDriverDrivesOn()
    {
        await using var drill = await Drill.StartAsync(azurite, "direct", Drain);
        await drill.Cluster.AddSilo();
        await Replaced(drill, before: start => start(), after: Nothing);
    }

    [LongFact]
    public async Task EveryProcess_Stopped_ItsSuccessorStartedAfterwards_TheSameDriverDrivesOn()
    {
        await using var drill = await Drill.StartAsync(azurite, "grain", Drain);
        await drill.Cluster.AddSilo();
        await Replaced(drill, before: Nothing, after: start => start());
    }

    [LongTheory]
    [InlineData("grain")]
    [InlineData("direct")]
    public async Task EachOfThreeSilos_Stopped_TheDriverNoticesNothing(string route)
    {
        await using var drill = await Drill.StartAsync(azurite, route);
        await Task.WhenAll(drill.Cluster.AddSilo(), drill.Cluster.AddSilo());
        await using var companions = await Companions.Drive(drill.Cluster);
        await drill.Driven();
        var steps = new List<Replacement>();
        foreach (var silo in drill.Cluster.Silos.ToArray())
        {
            await drill.Cluster.AddSilo();
            steps.Add(await drill.Stop(silo));
            output.WriteLine(steps[^1].ToString());
        }

        drill.NothingForbidden();
        Unnoticed(steps, drill, companions);
    }

    /// <summary>There is nobody to hand cars and directory to: nobody waits for one.</summary>
    [LongFact]
    public async Task AllSilos_StoppedAtOnce_EndSoon()
    {
        await using var drill = await Drill.StartAsync(azurite, "grain");
        await Task.WhenAll(drill.Cluster.AddSilo(), drill.Cluster.AddSilo());
        await using var companions = await Companions.Drive(drill.Cluster);
        var start = TimeProvider.System.GetTimestamp();
        foreach (var silo in drill.Cluster.Silos) silo.Signal("TERM");
        Assert.All(await Task.WhenAll(drill.Cluster.Silos.Select(silo => silo.Exited())), code => Assert.Equal(0, code));
        var took = TimeProvider.System.GetElapsedTime(start);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"three silos ended within {took.TotalSeconds:0.0} s"));
        Assert.True(took < TimeSpan.FromSeconds(20), took.ToString());
    }

    /// <summary>No driver has joined anew, and no car stood still.</summary>
    private static void Unnoticed(IReadOnlyCollection<Replacement> steps, Drill drill, Companions companions)
    {
        companions.NothingForbidden();
        Assert.All(companions.Epochs, epochs => Assert.True(epochs is [1], $"A companion's epochs: {string.Join(", ", epochs)}. {drill.Cluster.Logs()}"));
        Assert.All(steps, s => Assert.True(s.Epochs is [1], $"{s} {drill.Cluster.Logs()}"));
        Assert.All(steps, s => Assert.Empty(s.Closes));
        Assert.All(steps, s => Assert.True(s.GapMs < DeadManMs + LateMs + s.HeldUpMs, $"{s} {drill.Cluster.Logs()}"));
    }

    private static Task Nothing(Func<Task<Member>> start) => Task.CompletedTask;

    private async Task Replaced(Drill drill, Func<Func<Task<Member>>, Task> before, Func<Func<Task<Member>>, Task> after)
    {
        Member[] old = [.. drill.Cluster.Silos.Take(2), .. drill.Cluster.Gateways.Take(2)];
        await using var companions = await Companions.Drive(drill.Cluster);
        await drill.Driven();
        var steps = new List<Replacement>();
        foreach (var member in old)
        {
            Func<Task<Member>> start = drill.Cluster.Silos.Contains(member) ? () => drill.Cluster.AddSilo() : () => drill.Cluster.AddGateway();
            await before(start);
            steps.Add(await drill.Stop(member));
            output.WriteLine(steps[^1].ToString());
            if (steps.Count == 2) Unnoticed(steps, drill, companions);
            await after(start);
        }

        drill.NothingForbidden();
        var first = drill.Driver.Joins[0];
        var end = await drill.End(0);
        await using var accounts = await Accounts.Open(drill.Cluster);
        var ride = await accounts.Balanced(drill.Cluster.Door(0), drill.Rental, GrantedMs);
        var most = Drill.Since(first.AskedAt!.Value, end.AnsweredAt);
        var standstill = steps.Sum(s => s.GapMs);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"driven for {most:0} ms, of which at most {standstill:0} without a command; charged {ride.DrivenMs}, paused {ride.PausedMs}"));
        Assert.Equal(EndReason.Released, ride.Reason);
        Assert.InRange(ride.DrivenMs + ride.PausedMs, most - standstill - (Long.Runs ? 500 : 3000), most);

        // Silos close nobody's connection; a gateway closes all of its own, and not before it has said that it is going.
        Assert.All(steps, s => Assert.All(s.Closes, c => Assert.Equal(ServiceRestart, c.Code)));
        Assert.All(steps, s => Assert.All(s.Closes, c => Assert.True(s.UnreadyAt is null || c.At > s.UnreadyAt, $"{s} closed a connection before it was not ready.")));
        Assert.All(steps, s => Assert.True(s.UnreadyAt is not null || s.HeldUpMs > 500, $"{s} was never seen not to be ready."));
        Assert.Empty(steps.Take(2).SelectMany(s => s.Closes));
        Assert.All(steps.Skip(2), s => Assert.NotEmpty(s.Closes));
        Assert.All(steps, s => Assert.True(s.GapMs < StandstillMs + s.HeldUpMs, $"{s} {drill.Cluster.Logs()}"));
    }
}
