using System.Globalization;
using RcFleet.Cars;
using Xunit.Abstractions;

namespace RcFleet.Cluster.Drills;

/// <summary>A lease whose silo died and to which nobody returns.</summary>
[Collection(DrillGround.Name)]
public sealed class AbandonedTests(Azurite azurite, ITestOutputHelper output)
{
    private const long GrantedMs = Drill.Minutes * 60_000L;

    /// <summary>Death noticed, the gateways' next look at the fleet (30 s), the time to join (30 s), and as much again for a slow machine.</summary>
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(150);

    [LongFact]
    public async Task SiloWithTheCar_Killed_AndNobodyReturns_TheLeaseEndsByItself_AndItsRestGoesBack()
    {
        await using var drill = await Drill.StartAsync(azurite, "grain", spareSilo: true);
        var first = drill.Driver.Joins[0];
        var dead = await drill.Kill(drill.Cluster.Silos[0]);
        await drill.Leave();

        // Nothing here asks for the car or the index, which would wake the lease: only for the code that paid.
        await using var accounts = await Accounts.Open(drill.Cluster);
        var code = await accounts.Unused(drill.Rental.Code, Deadline);
        var ended = Drill.Since(dead, TimeProvider.System.GetTimestamp());
        var ride = await accounts.Balanced(drill.Cluster.Door(Drill.CarsDoor), drill.Rental, GrantedMs);
        var had = Drill.Since(first.AskedAt!.Value, dead);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"nobody returned: the lease ended {ended:0} ms after its silo's death, {ride.Reason}; charged {ride.DrivenMs} of {had:0} ms, given back {code.AvailableMs}"));
        Assert.Equal(EndReason.DriverLost, ride.Reason);
        Assert.InRange(ride.DrivenMs, Math.Max(0, had - 6000), had);
        drill.NothingForbidden();
    }
}
