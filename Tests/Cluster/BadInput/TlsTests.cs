using System.Globalization;
using RcFleet.Cluster.Drills;
using RcFleet.Hosting.Cluster;
using RcFleet.Support;
using Xunit.Abstractions;

namespace RcFleet.Cluster.BadInput;

/// <summary>Every connection within the cluster is TLS with certificates of the cluster's own authority, and who has none is no member.</summary>
[Collection(DrillGround.Name)]
public sealed class TlsTests(Azurite azurite, ITestOutputHelper output) : IDisposable
{
    /// <summary>Enough for a slow machine to come as far as the other silos.</summary>
    private const string JoinSeconds = "12";
    private readonly TestAuthority _ours = new("cluster-under-test");
    private readonly TestAuthority _theirs = new("another-cluster");

    public void Dispose()
    {
        _ours.Dispose();
        _theirs.Dispose();
    }

    [Fact]
    public async Task MembersWithCertificatesOfTheirAuthority_CarryADrive_AndStrangersAreRefused()
    {
        await using var cluster = await LiveCluster.StartAsync(azurite, "direct", settings: Ours());
        await cluster.AddSilo();
        await using var car = await DrillCar.Connect(cluster, "car-1", Drill.CarsDoor);
        var rental = await cluster.Doors[Drill.DriversDoor].Rent("car-1");
        await using var driver = new DrillDriver(cluster, rental.Token, Drill.DriversDoor);
        await MoreCommands(cluster, car, 50);

        // With both silos stopped only the link between the gateways is left, which is https.
        foreach (var silo in cluster.Silos) silo.Signal("STOP");
        try
        {
            await MoreCommands(cluster, car, 20);
        }
        finally
        {
            foreach (var silo in cluster.Silos) silo.Signal("CONT");
        }

        var from = TimeProvider.System.GetTimestamp();
        var before = cluster.Silos.Sum(silo => silo.Lines);
        var foreignSilo = cluster.StartStranger("silo", Foreign(_theirs.File));
        var plainSilo = cluster.StartStranger("silo", Plain());
        var foreignGateway = cluster.StartStranger("gateway", Foreign(Bundle()));
        var plainGateway = cluster.StartStranger("gateway", Plain());
        var codes = await Task.WhenAll(foreignSilo.Exited(), plainSilo.Exited(), foreignGateway.Exited(), plainGateway.Exited());
        Assert.All(codes, code => Assert.Equal(1, code));
        var took = TimeProvider.System.GetElapsedTime(from);
        await MoreCommands(cluster, car, 20);
        await cluster.Doors[0].Code();
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"four strangers had given up after {took.TotalSeconds:0.0} s; {cluster.Silos.Sum(silo => silo.Lines) - before} lines in the members' logs meanwhile, {cluster.Silos.Sum(silo => silo.Times("Authentication failed"))} of failed handshakes"));

        // Once a minute for each kind of connection (silos', in and out, and gateways'), however often they come.
        Assert.All(cluster.Silos, silo => Assert.InRange(silo.Times("Authentication failed"), 1, 3 * (1 + (int)took.TotalMinutes)));

        // They give up, or the others put them out before.
        Member[] strangers = [foreignSilo, plainSilo];
        Assert.All(strangers, silo => Assert.True(silo.Said("give all members TLS certificates of one authority, or none of them."), silo.Output));
        strangers = [foreignGateway, plainGateway];
        Assert.All(strangers, gateway => Assert.True(gateway.Said("RcFleet does not start: No silo answers. "), gateway.Output));
        Assert.True(foreignSilo.Said("a certificate of CN=member, issued by CN=cluster-under-test, which is not of Cluster:TlsAuthority"), foreignSilo.Output);
        Assert.Contains(cluster.Silos, silo => silo.Said("a certificate of CN=stranger, issued by CN=another-cluster, which is not of Cluster:TlsAuthority"));
        Assert.Empty(car.Violations);
        Assert.Null(driver.Ended);
        Assert.Equal(driver.Epochs.Distinct().Order(), driver.Epochs);
        Assert.All(cluster.Silos, silo => Assert.True(silo.Runs));
    }

    [LongFact]
    public async Task GatewayWithAForeignPeerCertificate_IsNotLinked_AndCommandsGoByTheGrain()
    {
        var foreign = new Dictionary<string, string>
        {
            ["Fleet__PeerCertificate"] = _theirs.Issue("stranger").Both,
            ["SSL_CERT_FILE"] = _ours.File,
        };
        await using var cluster = await LiveCluster.StartAsync(azurite, "direct", settings: foreign);
        await using var car = await DrillCar.Connect(cluster, "car-1", Drill.CarsDoor);
        var rental = await cluster.Doors[Drill.DriversDoor].Rent("car-1");
        await using var driver = new DrillDriver(cluster, rental.Token, Drill.DriversDoor);
        await MoreCommands(cluster, car, 30);
        await Eventually.True(() => cluster.Gateways[Drill.DriversDoor].Said("The remote certificate"), cluster.Logs);
        Assert.DoesNotContain("Linked to gateway", cluster.Logs());
    }

    [Fact]
    public void CertificatesThatOthersWouldRefuse_AreToldBeforeTheStart()
    {
        var (good, foreign, over) = (_ours.Issue("member"), _theirs.Issue("stranger"), _ours.Issue("late", days: 0));
        Assert.Null(ClusterTls.Problem(Settings(good.Certificate, good.Key, _ours.File)));
        Assert.Contains("is not of the authority", ClusterTls.Problem(Settings(foreign.Certificate, foreign.Key, _ours.File)));
        Assert.Contains("not valid now", ClusterTls.Problem(Settings(over.Certificate, over.Key, _ours.File)));
        Assert.Contains("can't be used", ClusterTls.Problem(Settings(good.Certificate, foreign.Key, _ours.File)));
        Assert.Contains("holds no certificate", ClusterTls.Problem(Settings(good.Certificate, good.Key, good.Key)));
    }

    private static ClusterSettings Settings(string certificate, string key, string authority) =>
        new() { TlsCertificate = certificate, TlsKey = key, TlsAuthority = authority };

    private static Task MoreCommands(LiveCluster cluster, DrillCar car, int more)
    {
        var before = car.Commands.Count;
        return Eventually.True(() => car.Commands.Count >= before + more, cluster.Logs, TimeSpan.FromSeconds(20));
    }

    private Dictionary<string, string> Ours()
    {
        var own = _ours.Issue("member");
        return new Dictionary<string, string>
        {
            ["Cluster__TlsCertificate"] = own.Certificate,
            ["Cluster__TlsKey"] = own.Key,
            ["Cluster__TlsAuthority"] = _ours.File,
            ["Fleet__PeerCertificate"] = own.Both,

            // Gateways check each other's certificate against the system's authorities.
            ["SSL_CERT_FILE"] = _ours.File,
        };
    }

    private Dictionary<string, string?> Foreign(string authority)
    {
        var own = _theirs.Issue("stranger");
        return new Dictionary<string, string?>
        {
            ["Cluster__JoinSeconds"] = JoinSeconds,
            ["Cluster__TlsCertificate"] = own.Certificate,
            ["Cluster__TlsKey"] = own.Key,
            ["Cluster__TlsAuthority"] = authority,
        };
    }

    private static Dictionary<string, string?> Plain() => new()
    {
        ["Cluster__JoinSeconds"] = JoinSeconds,
        ["Cluster__TlsCertificate"] = null,
        ["Cluster__TlsKey"] = null,
        ["Cluster__TlsAuthority"] = null,
    };

    /// <summary>Believes our members, who do not believe it.</summary>
    private string Bundle()
    {
        var path = Path.Combine(Path.GetDirectoryName(_theirs.File)!, "both.pem");
        File.WriteAllText(path, File.ReadAllText(_theirs.File) + "\n" + File.ReadAllText(_ours.File));
        return path;
    }
}
