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
    private readonly List<RemoteServer> _closed = [];
    private readonly string _data = Directory.CreateTempSubdirectory("rcfleet-cluster-").FullName;
    private readonly string _route;
    private readonly Func<string, Place> _places;

    private LiveCluster(Azurite azurite, string route, string name, IReadOnlyDictionary<string, string>? settings, Func<string, Place>? places)
    {
        (_route, _places) = (route, places ?? (_ => Place.Here));
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
        foreach (var (setting, value) in settings ?? new Dictionary<string, string>()) _environment[setting] = value;
    }

    /// <summary>What all processes share, as variables of the environment.</summary>
    public IReadOnlyDictionary<string, string> Settings => _environment;

    public List<Member> Silos { get; } = [];

    public List<Member> Gateways { get; } = [];

    /// <summary>The gateways as their users see them; one that is being stopped is no longer among them.</summary>
    public List<RemoteServer> Doors { get; } = [];

    /// <summary>A name that no cluster in the store has, and that every kind of store takes.</summary>
    public static string NewName() => "t" + Guid.NewGuid().ToString("N")[..12];

    /// <summary>One silo and two gateways, ready.</summary>
    /// <param name="azurite">Where state and membership lie.</param>
    /// <param name="route"><c>grain</c> or <c>direct</c>.</param>
    /// <param name="name">Of the cluster in the store; a new one when null.</param>
    /// <param name="settings">More of every process' environment, or other values in it.</param>
    /// <param name="siloBuild">The folder of the first silo's program; this build's when null.</param>
    /// <param name="places">Where <c>silo-1</c>, <c>gateway-2</c> and so on run; all of them here when null.</param>
    public static async Task<LiveCluster> StartAsync(Azurite azurite, string route, string? name = null, IReadOnlyDictionary<string, string>? settings = null, string? siloBuild = null, Func<string, Place>? places = null)
    {
        var cluster = new LiveCluster(azurite, route, name ?? NewName(), settings, places);
        try
        {
            await cluster.AddSilo(siloBuild);
            await Task.WhenAll(cluster.AddGateway(), cluster.AddGateway());
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <param name="build">The folder of its program; this build's when null.</param>
    public async Task<Member> AddSilo(string? build = null)
    {
        var (name, place) = Next("silo");
        var admin = Address(place, SiloProcess.FreePort());
        var silo = StartSilo(name, place, admin, _environment, build);
        lock (Silos) Silos.Add(silo);
        await silo.Ready();
        return silo;
    }

    /// <param name="build">The folder of its program; this build's when null.</param>
    public async Task<Member> AddGateway(string? build = null)
    {
        var (name, place) = Next("gateway");
        var url = Address(place, SiloProcess.FreePort());
        var gateway = Start(name, place, "RcFleet.Gateway.Host.dll", url,
        [
            "--urls", url, "--Fleet:AdminUrl", "none", "--Fleet:PeerUrl", PeerAddress(place), "--Fleet:CommandRoute", _route,
        ], _environment, build);
        lock (Gateways)
        {
            Gateways.Add(gateway);
            Doors.Add(RemoteServer.At(new Uri(url)));
        }

        await gateway.Ready();
        return gateway;
    }

    /// <summary>
    /// SIGTERM, as an upgrade sends it: the process says that it is not ready, nobody new is sent to it, and it ends by
    /// itself. The moment at which it was seen not to be ready; null when it had ended before anybody saw.
    /// </summary>
    public async Task<long?> Stop(Member member)
    {
        member.Signal("TERM");
        long? unready = await member.Answers(503) ? TimeProvider.System.GetTimestamp() : null;
        lock (Silos) Silos.Remove(member);
        lock (Gateways)
        {
            if (Gateways.IndexOf(member) is >= 0 and var door)
            {
                Gateways.RemoveAt(door);
                _closed.Add(Doors[door]);
                Doors.RemoveAt(door);
            }
        }

        Assert.Equal(0, await member.Exited());
        return unready;
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

    /// <summary>Starts one that may be none of the cluster's: its settings with others in their place, or, where null, without; waits for nothing.</summary>
    /// <param name="kind"><c>silo</c> or <c>gateway</c>.</param>
    /// <param name="instead">Settings of the environment.</param>
    public Member StartStranger(string kind, IReadOnlyDictionary<string, string?> instead)
    {
        var environment = new Dictionary<string, string>(_environment);
        foreach (var (setting, value) in instead)
        {
            environment.Remove(setting);
            if (value is not null) environment[setting] = value;
        }

        var (name, place) = Next(kind);
        return kind == "silo" ? StartSilo(name, place, "none", environment)
            : Start(name, place, "RcFleet.Gateway.Host.dll", "none", ["--urls", Address(place, SiloProcess.FreePort()), "--Fleet:AdminUrl", "none"], environment);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var door in Doors.Concat(_closed)) await door.DisposeAsync();
        foreach (var member in _members) await member.DisposeAsync();
        Directory.Delete(_data, recursive: true);
    }

    private static string Port() => SiloProcess.FreePort().ToString(CultureInfo.InvariantCulture);

    private static string Address(Place place, int port) => string.Create(CultureInfo.InvariantCulture, $"http://{place.Address}:{port}");

    private string PeerAddress(Place place) => Address(place, SiloProcess.FreePort()).Replace("http:", _environment.ContainsKey("Fleet__PeerCertificate") ? "https:" : "http:", StringComparison.Ordinal);

    private Member StartSilo(string name, Place place, string admin, Dictionary<string, string> environment, string? build = null) =>
        Start(name, place, "RcFleet.Silo.dll", admin,
        [
            "--role", "silo", "--Cluster:AdvertisedAddress", place.Address, "--Cluster:SiloPort", Port(), "--Cluster:GatewayPort", Port(), "--Fleet:AdminUrl", admin,
        ], environment, build);

    private (string Name, Place Place) Next(string kind)
    {
        lock (_members)
        {
            var name = $"{kind}-{_members.Count(m => m.Name.StartsWith(kind, StringComparison.Ordinal)) + 1}";
            return (name, _places(name));
        }
    }

    private Member Start(string name, Place place, string assembly, string answers, string[] arguments, Dictionary<string, string> environment, string? build = null)
    {
        var member = Member.Start(name, place, "dotnet", [Path.Combine(build ?? AppContext.BaseDirectory, assembly), .. arguments], environment, answers == "none" ? null : new Uri(answers + "/readyz"));
        lock (_members) _members.Add(member);
        return member;
    }
}
