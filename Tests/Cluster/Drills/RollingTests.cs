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

    /// <summary>A step's longest time without a command; the session would outlive twice as much.</summary>
    private const int StandstillMs = 5000;

    private static readonly Dictionary<string, string> s_drain = new() { ["Fleet__DrainSeconds"] = "2" };

    [Fact]
    public async Task EveryProcess_Stopped_AfterItsSuccessorIsReady_TheSameDriverDrivesOn()
    {
        await using var drill = await Drill.StartAsync(azurite, "grain", s_drain);
        await Task.WhenAll(drill.Cluster.AddSilo(), drill.Cluster.AddSilo(), drill.Cluster.AddGateway(), drill.Cluster.AddGateway());
        await Replaced(drill, before: _ => Task.CompletedTask, after: _ => Task.CompletedTask);
    }

    private async Task Replaced(Drill drill, Func<Func<Task<Member>>, Task> before, Func<Func<Task<Member>>, Task> after)
    {
        Member[] old = [.. drill.Cluster.Silos.Take(2), .. drill.Cluster.Gateways.Take(2)];
        await drill.Driven();
        var steps = new List<Replacement>();
        foreach (var member in old)
        {
            Func<Task<Member>> start = drill.Cluster.Silos.Contains(member) ? () => drill.Cluster.AddSilo() : () => drill.Cluster.AddGateway();
            await before(start);
            steps.Add(await drill.Stop(member));
            output.WriteLine(steps[^1].ToString());
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
        Assert.All(steps, s => Assert.All(s.Closes, c => Assert.True(c.At > s.UnreadyAt, $"{s} closed a connection before it was not ready.")));
        Assert.Empty(steps.Take(2).SelectMany(s => s.Closes));
        Assert.All(steps.Skip(2), s => Assert.NotEmpty(s.Closes));
        Assert.All(steps, s => Assert.True(s.GapMs < StandstillMs, $"{s} {drill.Cluster.Logs()}"));
    }
}
