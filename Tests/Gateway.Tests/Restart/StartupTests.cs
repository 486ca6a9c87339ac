using System.Globalization;
using System.Net;
using System.Net.Sockets;
using RcFleet.Gateway.Tests.Support;

namespace RcFleet.Gateway.Tests.Restart;

public class StartupTests
{
    [Fact]
    public async Task WrongSettings_AreAllReportedAtOnce_AndTheProcessRefusesToStart()
    {
        await using var silo = SiloProcess.Start("--Fleet:FailsafeMs", "7", "--Fleet:LeaseTtlMs", "soon", "--Fleet:MaxDriveRat", "5", "--Fleet:OperatorKey", "short-secret", "--Fleet:TrustedProxies", "10.0.0.1,nginx");
        Assert.Equal(2, await silo.Exited());
        Assert.Contains("5 settings are wrong", silo.Output, StringComparison.Ordinal);
        Assert.Contains("Fleet:FailsafeMs is '7'", silo.Output, StringComparison.Ordinal);
        Assert.Contains("Fleet:LeaseTtlMs is 'soon'", silo.Output, StringComparison.Ordinal);
        Assert.Contains("Fleet:MaxDriveRat is not a setting", silo.Output, StringComparison.Ordinal);
        Assert.Contains("Fleet:TrustedProxies is '10.0.0.1,nginx': 'nginx' must be", silo.Output, StringComparison.Ordinal);
        Assert.Contains("Fleet:OperatorKey", silo.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("short-secret", silo.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Fleet:PeerCertificate is given, and Fleet:PeerUrl is 'http://127.0.0.1:7070', which would not use it: make it https://", "--Fleet:PeerUrl", "http://127.0.0.1:7070", "--Fleet:PeerSecret", "a secret of more than thirty-two characters", "--Fleet:PeerCertificate", "peer.pem")]
    [InlineData("Fleet:PeerUrl is 'https://a.example:7070', which needs a Fleet:PeerCertificate.", "--Fleet:PeerUrl", "https://a.example:7070", "--Fleet:PeerSecret", "a secret of more than thirty-two characters")]
    [InlineData("Fleet:PeerUrl is 'http://0.0.0.0:7070', by which no other gateway reaches this one", "--Fleet:PeerUrl", "http://0.0.0.0:7070", "--Fleet:PeerSecret", "a secret of more than thirty-two characters")]
    [InlineData("Fleet:PeerUrl needs a Fleet:PeerSecret", "--Fleet:PeerUrl", "http://127.0.0.1:7070")]
    public async Task SettingsOfTheLinkThatDoNotFitEachOther_AreTold_BesideTheOthers(string sentence, params string[] settings)
    {
        await using var silo = SiloProcess.Start(["--urls", "http://127.0.0.1:0", "--Fleet:DataPath", Path.Combine(Path.GetTempPath(), "rcfleet-never-made"), "--Fleet:FailsafeMs", "7", .. settings]);
        Assert.Equal(2, await silo.Exited());
        Assert.Contains("2 settings are wrong", silo.Output, StringComparison.Ordinal);
        Assert.Contains(sentence, silo.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--urls is '8099'; it must be http://ADDRESS:PORT", "--urls", "8099")]
    [InlineData("--urls is 'http://127.0.0.1:80999'", "--urls", "http://*:0;http://127.0.0.1:80999")]
    [InlineData("Fleet:AdminUrl is 'http://127.0.0.1:99999'", "--Fleet:AdminUrl", "http://127.0.0.1:99999")]
    public async Task AddressesThatAreNone_AreToldBesideTheOtherSettings(string sentence, params string[] settings)
    {
        await using var silo = SiloProcess.Start(["--Fleet:DataPath", Path.Combine(Path.GetTempPath(), "rcfleet-never-made"), "--Fleet:FailsafeMs", "7", .. settings]);
        Assert.Equal(2, await silo.Exited());
        Assert.Contains("2 settings are wrong", silo.Output, StringComparison.Ordinal);
        Assert.Contains(sentence, silo.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://127.0.0.1:0", "No server certificate was specified")]
    [InlineData("http://192.0.2.1:8080", "where it was told to listen: --urls")]
    public async Task AddressWithoutItsCertificateOrOfAnotherMachine_IsToldInASentence(string url, string sentence)
    {
        var data = Directory.CreateTempSubdirectory("rcfleet-test-").FullName;
        await using var silo = SiloProcess.Start("--urls", url, "--Fleet:DataPath", data, "--Fleet:AdminUrl", "none");
        Assert.Equal(1, await silo.Exited());
        Assert.Contains(sentence, silo.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", silo.Output, StringComparison.Ordinal);
        Directory.Delete(data, recursive: true);
    }

    [Theory]
    [InlineData("--demo")]
    [InlineData("--demo", "51")]
    [InlineData("--demo", "-1")]
    [InlineData("--fly")]
    [InlineData("extra")]
    public async Task WrongArguments_AreToldInASentence(params string[] args)
    {
        await using var silo = SiloProcess.Start(args);
        Assert.Equal(2, await silo.Exited());
        Assert.Contains("--help", silo.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", silo.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task PortInUse_IsToldInASentence()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        var data = Directory.CreateTempSubdirectory("rcfleet-test-").FullName;
        await using var silo = SiloProcess.Start("--urls", string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}"), "--Fleet:DataPath", data);
        Assert.Equal(1, await silo.Exited());
        Assert.Contains("Another program has that port", silo.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", silo.Output, StringComparison.Ordinal);
        Directory.Delete(data, recursive: true);
    }

    [Fact]
    public async Task Demonstration_WhoseCarHasAnothersBoard_IsToldInASentence()
    {
        var data = Directory.CreateTempSubdirectory("rcfleet-test-").FullName;
        await using (var first = await FleetServer.StartAsync(data)) await first.Provision("mine", "car-1", "control");
        await using var silo = SiloProcess.Start("--urls", "http://127.0.0.1:0", "--Fleet:DataPath", data, "--demo", "1");
        Assert.Equal(1, await silo.Exited());
        Assert.Contains("The demonstration can't have car-1-ctl for car-1: RoleTaken. Use an empty data path", silo.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", silo.Output, StringComparison.Ordinal);
        Directory.Delete(data, recursive: true);
    }

    [Fact]
    public async Task SecondProcessOnTheSameDataPath_IsRefused_AndTheFirstGoesOn()
    {
        await using var first = await FleetServer.StartAsync();
        await using var silo = SiloProcess.Start("--urls", "http://127.0.0.1:0", "--Fleet:DataPath", first.DataPath);
        Assert.Equal(1, await silo.Exited());
        Assert.Contains(first.DataPath, silo.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", silo.Output, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await first.Anyone.GetAsync("/readyz")).StatusCode);
    }

    [Fact]
    public async Task OperatorKey_IsShownAtTheFirstStartOnly_AndKeptAsAHash()
    {
        var data = Directory.CreateTempSubdirectory("rcfleet-test-").FullName;
        string key;
        await using (var first = SiloProcess.Start("--urls", "http://127.0.0.1:0", "--Fleet:DataPath", data))
        {
            await Eventually.True(() => first.Output.Contains("operator key  op_", StringComparison.Ordinal), () => first.Output, TimeSpan.FromSeconds(30));
            Assert.Contains($"state in {data}", first.Output, StringComparison.Ordinal);
            key = first.Output.Split("operator key  ")[1].Split(' ')[0];
            await first.Kill();
        }

        foreach (var file in Directory.GetFiles(data, "*", SearchOption.AllDirectories))
            Assert.DoesNotContain(key, System.Text.Encoding.Latin1.GetString(await File.ReadAllBytesAsync(file)), StringComparison.Ordinal);
        await using var second = SiloProcess.Start("--urls", "http://127.0.0.1:0", "--Fleet:DataPath", data);
        await Eventually.True(() => second.Output.Contains("RcFleet is ready", StringComparison.Ordinal), () => second.Output, TimeSpan.FromSeconds(30));
        Assert.DoesNotContain("operator key", second.Output, StringComparison.Ordinal);
        await second.Kill();
        Directory.Delete(data, recursive: true);
    }

    [Fact]
    public async Task ASessionAndItsSecrets_AppearInNoLogLine_AndNotInTheData()
    {
        var data = Directory.CreateTempSubdirectory("rcfleet-test-").FullName;
        var port = SiloProcess.FreePort();
        await using var silo = SiloProcess.Start("--urls", string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}"),
            "--Fleet:DataPath", data, "--Fleet:OperatorKey", RemoteServer.OperatorKey,
            "--Logging:LogLevel:Default", "Trace", "--Logging:LogLevel:RcFleet", "Trace");
        await Eventually.True(() => silo.Output.Contains("RcFleet is ready", StringComparison.Ordinal), () => silo.Output, TimeSpan.FromSeconds(30));
        await using var server = RemoteServer.At(port);
        var key = await server.Provision("c-ctl", "c", "control");
        await using var control = await server.Register("c-ctl", key);
        var rental = await server.Rent("c");
        await using var driver = await server.Join(rental.Token);
        await server.SendAs(rental.Token, HttpMethod.Delete, $"/api/sessions/{rental.SessionId}");
        await driver.Next("ended");
        await silo.Kill();

        foreach (var secret in new[] { key, rental.Token, RemoteServer.OperatorKey })
        {
            Assert.DoesNotContain(secret, silo.Output, StringComparison.Ordinal);
            foreach (var file in Directory.GetFiles(data, "*", SearchOption.AllDirectories))
                Assert.DoesNotContain(secret, System.Text.Encoding.Latin1.GetString(await File.ReadAllBytesAsync(file)), StringComparison.Ordinal);
        }

        Assert.DoesNotContain(rental.Code, silo.Output, StringComparison.Ordinal);
        Directory.Delete(data, recursive: true);
    }
}
