using System.Globalization;
using System.Reflection;
using RcFleet.Support;

namespace RcFleet.Cluster.Drills;

/// <summary>Azure Storage as its own makers emulate it, over real sockets, shared by the tests; each cluster has a name of its own in it.</summary>
public sealed class Azurite : IAsyncLifetime
{
    // The same on every machine that runs Azurite; it guards nothing.
    private const string Account = "DefaultEndpointsProtocol=http;AccountName=devstoreaccount1;AccountKey=Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==;";
    private readonly string _data = Directory.CreateTempSubdirectory("rcfleet-azurite-").FullName;
    private readonly Place _place;
    private Member? _member;

    public Azurite()
        : this(Place.Here)
    {
    }

    internal Azurite(Place place) => _place = place;

    public string ConnectionString { get; private set; } = "";

    internal Member Process => _member!;

    public async Task InitializeAsync()
    {
        var script = typeof(Azurite).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "Azurite").Value!;
        Assert.True(File.Exists(script), $"{script} is missing: run Tests/run, which installs Azurite, or deploy/cluster azurite.");
        var (blob, queue, table) = (SiloProcess.FreePort(), SiloProcess.FreePort(), SiloProcess.FreePort());
        _member = Member.Start("azurite", _place, "node",
        [
            script, "--silent", "--disableTelemetry", "--skipApiVersionCheck", "--location", _data,
            "--blobHost", _place.Address, "--queueHost", _place.Address, "--tableHost", _place.Address,
            "--blobPort", Text(blob), "--queuePort", Text(queue), "--tablePort", Text(table),
        ]);
        ConnectionString = $"{Account}BlobEndpoint=http://{_place.Address}:{blob}/devstoreaccount1;TableEndpoint=http://{_place.Address}:{table}/devstoreaccount1;";
        await Eventually.True(() => Listens(blob) && Listens(table), () => _member.Output, TimeSpan.FromSeconds(30));
    }

    public async Task DisposeAsync()
    {
        await _member!.DisposeAsync();
        Directory.Delete(_data, recursive: true);
    }

    private static string Text(int port) => port.ToString(CultureInfo.InvariantCulture);

    private bool Listens(int port)
    {
        try
        {
            using var client = new System.Net.Sockets.TcpClient(_place.Address, port);
            return true;
        }
        catch (System.Net.Sockets.SocketException)
        {
            return false;
        }
    }
}
