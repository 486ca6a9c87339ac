using System.Diagnostics;
using System.Globalization;
using System.Reflection;

namespace RcFleet.Load.Contestants;

/// <summary>The system on Orleans: silos and gateways as processes, Azurite as their store. Boards connect to the last gateway, drivers to the first.</summary>
internal sealed class ClusterServer : RcFleetServer
{
    private const string AzuriteVersion = "3.35.0";

    // Azurite's account and key are the same on every machine; they guard nothing.
    private const string AzuriteKey = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    private readonly Parts _parts;
    private readonly string _name;

    private ClusterServer(Parts parts, string name, string data)
        : base(parts.Gateways[0], parts.Gateways[^1].Url, [.. parts.Silos.Select(s => s.Url), .. parts.GatewayAdmins], data) => (_parts, _name) = (parts, name);

    public override string Name => _name;

    public override IReadOnlyList<(string Role, ServerProcess Process)> Processes =>
        [.. _parts.Silos.Select(s => ("silos", s)), .. _parts.Gateways.Select(g => ("gateways", g))];

    /// <summary>What the store was asked for.</summary>
    public StoreRequests Store => _parts.Requests;

    public static async Task<ClusterServer> StartAsync(string name, int silos, int gateways, string route)
    {
        var data = Directory.CreateTempSubdirectory("rcfleet-load-").FullName;
        var parts = new Parts();
        try
        {
            await StartAsync(parts, data, silos, gateways, route);
        }
        catch
        {
            await parts.DisposeAsync();
            Directory.Delete(data, recursive: true);
            throw;
        }

        return new ClusterServer(parts, name, data);
    }

    // Nobody watches here, and a store on the same machine is slow enough without as many boards again.
    public override Task PrepareAsync(IReadOnlyList<string> cars) => ProvisionAsync(cars, "control");

    public override async ValueTask DisposeAsync()
    {
        await _parts.DisposeAsync();
        await base.DisposeAsync();
    }

    private static async Task StartAsync(Parts parts, string data, int silos, int gateways, string route)
    {
        var (silo, gateway) = (await Published.ProgramAsync("Silo", "Orleans"), await Published.ProgramAsync("Gateway.Host", "Orleans"));
        var azurite = await AzuriteAsync();
        var (blob, table) = (ServerProcess.FreePort(), ServerProcess.FreePort());
        parts.Store = await ServerProcess.StartAsync(
            "node",
            [azurite, "--disableTelemetry", "--skipApiVersionCheck", "--location", data, "--blobPort", Text(blob), "--queuePort", "{port}", "--tablePort", Text(table)],
            "/", onLine: parts.Requests.Read, anyAnswer: true);

        var environment = new Dictionary<string, string>
        {
            ["Cluster__Clustering"] = "azure",
            ["Cluster__AzureConnectionString"] =
                $"DefaultEndpointsProtocol=http;AccountName=devstoreaccount1;AccountKey={AzuriteKey};BlobEndpoint=http://127.0.0.1:{Text(blob)}/devstoreaccount1;TableEndpoint=http://127.0.0.1:{Text(table)}/devstoreaccount1;",
            ["Cluster__AdvertisedAddress"] = "127.0.0.1",
            ["Fleet__OperatorKey"] = OperatorKey,
            ["Fleet__DataPath"] = data,
            ["Logging__LogLevel__Default"] = "Warning",
        };
        for (var i = 0; i < silos; i++)
        {
            string[] arguments = [silo, "--role", "silo", "--Cluster:SiloPort", Text(ServerProcess.FreePort()), "--Cluster:GatewayPort", Text(ServerProcess.FreePort()), "--Fleet:AdminUrl", "{url}"];
            parts.Silos.Add(await ServerProcess.StartAsync("dotnet", arguments, "/readyz", environment));
        }

        for (var i = 0; i < gateways; i++)
        {
            var admin = Loopback(ServerProcess.FreePort());
            List<string> arguments = [gateway, "--urls", "{url}", "--Fleet:AdminUrl", admin.ToString(), "--Fleet:CommandRoute", route];
            if (gateways > 1) arguments.AddRange(["--Fleet:PeerUrl", Loopback(ServerProcess.FreePort()).ToString(), "--Fleet:PeerSecret", "peer-secret-of-the-benchmark-on-loopback"]);
            parts.Gateways.Add(await ServerProcess.StartAsync("dotnet", arguments, "/readyz", environment));
            parts.GatewayAdmins.Add(admin);
        }
    }

    // Where deploy/cluster has it, too.
    private static async Task<string> AzuriteAsync()
    {
        var folder = Metadata("AzuritePath");
        var script = Path.Combine(folder, "node_modules", "azurite", "dist", "src", "azurite.js");
        if (File.Exists(script)) return script;
        Directory.CreateDirectory(folder);
        using var install = Process.Start(new ProcessStartInfo("npm", ["install", "--prefix", folder, "--no-audit", "--no-fund", "--loglevel=error", $"azurite@{AzuriteVersion}"]))!;
        await install.WaitForExitAsync();
        return File.Exists(script) ? script : throw new InvalidOperationException($"npm could not install azurite@{AzuriteVersion} into {folder}; it ended with {install.ExitCode}.");
    }

    private static string Metadata(string key) => typeof(ClusterServer).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == key).Value!;

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>What runs, even when not all of it came up.</summary>
    private sealed class Parts : IAsyncDisposable
    {
        public StoreRequests Requests { get; } = new();

        public ServerProcess? Store { get; set; }

        public List<ServerProcess> Silos { get; } = [];

        public List<ServerProcess> Gateways { get; } = [];

        public List<Uri> GatewayAdmins { get; } = [];

        public async ValueTask DisposeAsync()
        {
            foreach (var process in Gateways.Concat(Silos)) await process.DisposeAsync();
            if (Store is not null) await Store.DisposeAsync();
        }
    }
}
