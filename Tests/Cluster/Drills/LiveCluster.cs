using System.Globalization;
using RcFleet.Support;

namespace RcFleet.Cluster.Drills;

/// <summary>
/// Silos and gateways as processes over Azurite. The first silo is alone at first, so that every car that is made before
/// the second one joins has its grain there.
/// </summary>
internal sealed class LiveCluster : IAsyncDisposable
{
    private readonly Dictionary<string, string> _environment;
    private readonly List<Member> _members = [];
    private readonly string _data = Directory.CreateTempSubdirectory("rcfleet-cluster-").FullName;
    private readonly string _route;
    private readonly Func<string, Place> _places;

    private LiveCluster(Azurite azurite, string route, string name, Func<string, Place> places, (string Name, string Value)[] settings)
    {
        (_route, _places) = (route, places);
        _environment = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["Cluster__Clustering"] = "azure",
            ["Cluster__AzureConnectionString"] = azurite.ConnectionString,
            ["Cluster__ClusterId"] = name,
            ["Cluster__ServiceId"] = name,
            ["Fleet__OperatorKey"] = RemoteServer.OperatorKey,
            ["Fleet__DataPath"] = _data,
            ["Fleet__PeerSecret"] = "the-secret-of-the-gateways-under-test",
        };
        foreach (var (setting, value) in settings) _environment[setting] = value;
    }

    /// <summary>Every process on this machine, as it is.</summary>
    public static Func<string, Place> Here { get; } = _ => Place.Here;

    /// <summary>What all processes share, as variables of the environment.</summary>
    public IReadOnlyDictionary<string, string> Settings => _environment;

    public List<Member> Silos { get; } = [];

    public List<Member> Gateways { get; } = [];

    /// <summary>The gateways as their users see them; one that is being stopped is no longer among them.</summary>
    public List<RemoteServer> Doors { get; } = [];

    /// <summary>One silo and two gateways, ready.</summary>
    /// <param name="azurite">Where state and membership lie.</param>
    /// <param name="route"><c>grain</c> or <c>direct</c>.</param>
    /// <param name="name">Of the cluster in the store; a new one when null.</param>
    /// <param name="settings">More settings of all processes.</param>
    public static Task<LiveCluster> StartAsync(Azurite azurite, string route, string? name = null, params (string Name, string Value)[] settings) =>
        StartAsync(azurite, route, name, Here, settings);

    /// <summary>One silo and two gateways, ready, each at its place.</summary>
    /// <param name="azurite">Where state and membership lie.</param>
    /// <param name="route"><c>grain</c> or <c>direct</c>.</param>
    /// <param name="name">Of the cluster in the store; a new one when null.</param>
    /// <param name="places">Where <c>silo-1</c>, <c>gateway-2</c> and so on run.</param>
    /// <param name="settings">More settings of all processes.</param>
    public static async Task<LiveCluster> StartAsync(Azurite azurite, string route, string? name, Func<string, Place> places, params (string Name, string Value)[] settings)
    {
        var cluster = new LiveCluster(azurite, route, name ?? "t" + Guid.NewGuid().ToString("N")[..12], places, settings);
        try
        {
            await cluster.AddSilo();
            await Task.WhenAll(cluster.AddGateway(), cluster.AddGateway());
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    public async Task<Member> AddSilo()
    {
        var (name, place) = Next("silo");
        var admin = Address(place, SiloProcess.FreePort());
        var silo = Start(name, place, "RcFleet.Silo.dll", admin,
        [
            "--role", "silo", "--Cluster:AdvertisedAddress", place.Address, "--Cluster:SiloPort", Port(), "--Cluster:GatewayPort", Port(), "--Fleet:AdminUrl", admin,
        ]);
        lock (Silos) Silos.Add(silo);
        await silo.Ready();
        return silo;
    }

    public async Task<Member> AddGateway()
    {
        var (name, place) = Next("gateway");
        var url = Address(place, SiloProcess.FreePort());
        var gateway = Start(name, place, "RcFleet.Gateway.Host.dll", url,
        [
            "--urls", url, "--Fleet:AdminUrl", "none", "--Fleet:PeerUrl", Address(place, SiloProcess.FreePort()), "--Fleet:CommandRoute", _route,
        ]);
        lock (Gateways)
        {
            Gateways.Add(gateway);
            Doors.Add(RemoteServer.At(new Uri(url)));
        }

        await gateway.Ready();
        return gateway;
    }

    /// <summary>The door that somebody gets who knocks for the so-manieth time; a dead gateway's is still among them.</summary>
    public RemoteServer Door(int turn)
    {
        lock (Gateways) return Doors[turn % Doors.Count];
    }

    /// <summary>What every process has printed last.</summary>
    public string Logs()
    {
        lock (_members) return string.Join("\n", _members.Select(m => $"--- {m.Name}{(m.Runs ? "" : " (ended)")}\n{m.Output}"));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var door in Doors) await door.DisposeAsync();
        foreach (var member in _members) await member.DisposeAsync();
        Directory.Delete(_data, recursive: true);
    }

    private static string Port() => SiloProcess.FreePort().ToString(CultureInfo.InvariantCulture);

    private static string Address(Place place, int port) => string.Create(CultureInfo.InvariantCulture, $"http://{place.Address}:{port}");

    private (string Name, Place Place) Next(string kind)
    {
        lock (_members)
        {
            var name = $"{kind}-{_members.Count(m => m.Name.StartsWith(kind, StringComparison.Ordinal)) + 1}";
            return (name, _places(name));
        }
    }

    private Member Start(string name, Place place, string assembly, string answers, string[] arguments)
    {
        var member = Member.Start(name, place, "dotnet", [Path.Combine(AppContext.BaseDirectory, assembly), .. arguments], _environment, new Uri(answers + "/readyz"));
        lock (_members) _members.Add(member);
        return member;
    }
}
