using System.Globalization;
using Xunit.Abstractions;

namespace RcFleet.Cluster.Drills.Network;

/// <summary>The network between two processes of a running cluster is cut, silently, while a car is driven at 20 Hz; every other way stays open.</summary>
[Collection(DrillGround.Name)]
public sealed class CutTests(CutGround ground, ITestOutputHelper output) : IClassFixture<CutGround>
{
    private readonly Dictionary<string, Place> _places = [];

    [NetworkFact]
    public async Task DriversGateway_CutFromTheSiloWithTheCar()
    {
        await using var drill = await Start("grain");
        await drill.Cluster.AddSilo();
        await drill.Driven();
        var cut = Cut("gateway-1", "silo-1");
        await drill.HigherEpoch(TimeSpan.FromSeconds(60));
        Tell(drill, cut, "driver's gateway from silo");
        var healed = Heal("gateway-1", "silo-1");
        await drill.DrivenFor(healed, TimeSpan.FromSeconds(3));
        Tell(drill, healed, "healed");
        drill.NothingForbidden();
    }

    [NetworkFact]
    public async Task Silos_CutFromEachOther()
    {
        await using var drill = await Start("grain");
        await drill.Cluster.AddSilo();
        await drill.Driven();
        var cut = Cut("silo-1", "silo-2");
        await drill.DrivenFor(cut, TimeSpan.FromSeconds(30));
        Tell(drill, cut, "silos");
        var healed = Heal("silo-1", "silo-2");
        await drill.DrivenFor(healed, TimeSpan.FromSeconds(3));
        Tell(drill, healed, "healed");
        drill.NothingForbidden();
    }

    [NetworkFact]
    public async Task Gateways_CutFromEachOther_DirectRoute()
    {
        await using var drill = await Start("direct");
        await drill.Driven();
        var cut = Cut("gateway-1", "gateway-2");
        await drill.DrivenFor(cut, TimeSpan.FromSeconds(10));
        Tell(drill, cut, "gateways");
        var healed = Heal("gateway-1", "gateway-2");
        await drill.DrivenFor(healed, TimeSpan.FromSeconds(10));
        Tell(drill, healed, "healed");
        drill.NothingForbidden();
    }

    private void Tell(Drill drill, long from, string what)
    {
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what}: longest gap {drill.LongestGap(from):0} ms, {drill.TimesInNeutral(from)} times in neutral, epochs {string.Join(", ", drill.Driver.Epochs)}"));
        output.WriteLine(drill.Story(from));
    }

    private async Task<Drill> Start(string route)
    {
        foreach (var name in new[] { "silo-1", "silo-2", "gateway-1", "gateway-2" }) _places[name] = ground.Network.Add();
        return await Drill.StartAsync(ground.Azurite, route, name => _places[name]);
    }

    private long Cut(string one, string other)
    {
        ground.Network.Cut(_places[one], _places[other]);
        return TimeProvider.System.GetTimestamp();
    }

    private long Heal(string one, string other)
    {
        ground.Network.Heal(_places[one], _places[other]);
        return TimeProvider.System.GetTimestamp();
    }
}
