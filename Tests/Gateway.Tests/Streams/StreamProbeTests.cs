using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using RcFleet.Gateway.Addresses;
using RcFleet.Gateway.Streams;
using RcFleet.Gateway.WebSockets;

namespace RcFleet.Gateway.Tests.Streams;

public sealed class StreamProbeTests : IDisposable
{
    private const string Own = "127.1.0.9";
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().AddSingleton<GatewayMetrics>().BuildServiceProvider();
    private readonly ScriptedNames _names = new();
    private readonly StreamProbe _probe;

    public StreamProbeTests() => _probe = Probe(new LoopbackIsPublic());

    [Fact]
    public async Task ACamera_IsUsable_AndSeesOneTokenOnTheRightPath()
    {
        using var camera = ScriptedHost.Answering(Own, ScriptedHost.Camera);
        Assert.Equal(ProbeOutcome.Usable, await Try(Own, camera.Port));
        Assert.StartsWith("GET /stream?t=token-1 HTTP/1.1", Assert.Single(camera.Requests), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n", ProbeOutcome.TokenRefused)]
    [InlineData("HTTP/1.1 503 Busy\r\nRetry-After: 5\r\nContent-Length: 0\r\n\r\n", ProbeOutcome.Busy)]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 0\r\n\r\n", ProbeOutcome.NotACamera)]
    [InlineData("SSH-2.0-OpenSSH_9.2\r\n\r\n", ProbeOutcome.NotACamera)]
    [InlineData("", ProbeOutcome.TimedOut)]
    public async Task WhateverElseAnswers_IsToldApart(string answer, object expected)
    {
        using var host = ScriptedHost.Answering(Own, answer);
        Assert.Equal(expected, await Try(Own, host.Port));
    }

    [Fact]
    public async Task ACertificateThatNoBrowserTakes_IsTold()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = new CertificateRequest("CN=car", key, HashAlgorithmName.SHA256).CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(100));
        using var host = ScriptedHost.Answering(Own, "", certificate);
        Assert.Equal(ProbeOutcome.BadCertificate, await _probe.ProbeAsync(new Uri(Url(Own, host.Port).AbsoluteUri.Replace("http:", "https:", StringComparison.Ordinal)), IPAddress.Parse(Own), () => "t", CancellationToken.None));
    }

    [Fact]
    public async Task Nobody_IsConnectionRefused() => Assert.Equal(ProbeOutcome.ConnectionRefused, await Try(Own, SiloProcess.FreePort()));

    [Fact]
    public async Task ARedirect_IsNotFollowed()
    {
        using var victim = ScriptedHost.Answering("127.0.0.1", ScriptedHost.Camera);
        using var host = ScriptedHost.Answering(Own, string.Create(CultureInfo.InvariantCulture, $"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:{victim.Port}/stream\r\nContent-Length: 0\r\n\r\n"));
        Assert.Equal(ProbeOutcome.NotACamera, await Try(Own, host.Port));
        Assert.Empty(victim.Requests);
    }

    [Fact]
    public async Task AnswerWithoutEnd_IsGivenUpAfterOneKiB()
    {
        var written = 0L;
        var noise = Encoding.ASCII.GetBytes("X-Noise: " + new string('x', 500) + "\r\n");
        using var host = ScriptedHost.Answering(Own, async stream =>
        {
            await stream.WriteAsync("HTTP/1.1 200 OK\r\n"u8.ToArray());
            while (true)
            {
                await stream.WriteAsync(noise);
                written += noise.Length;
            }
        });
        Assert.Equal(ProbeOutcome.NotACamera, await Try(Own, host.Port));

        // The kernel's buffers take some, too; what matters is that it ends.
        var seen = 0L;
        await Eventually.True(() => seen == (seen = Volatile.Read(ref written)) && seen > 0, () => $"{seen} bytes");
        Assert.InRange(seen, 1, 16 * 1024 * 1024);
    }

    [Fact]
    public async Task AName_ThatLeadsToTheCamera_IsUsable_AndTheConnectionGoesToTheAddressThatWasChecked()
    {
        using var camera = ScriptedHost.Answering(Own, ScriptedHost.Camera);
        _names.Set("car.example.org", Own, "127.0.0.1");
        Assert.Equal(ProbeOutcome.Usable, await Try("car.example.org", camera.Port));
        Assert.Contains("Host: car.example.org", camera.Requests[0], StringComparison.Ordinal);
        Assert.Equal(ProbeOutcome.NameElsewhere, await Try("car.example.org", camera.Port));
        Assert.Single(camera.Requests);
    }

    [Fact]
    public async Task AName_WithoutAddress_IsUnknown() => Assert.Equal(ProbeOutcome.NameUnknown, await Try("nobody.example.org", 80));

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    public async Task AnAddressThatIsNotOfTheInternet_IsNeverTried(string own)
    {
        using var probe = Probe(new AddressClasses());
        using var victim = ScriptedHost.Answering(own, ScriptedHost.Camera);
        _names.Set("car.example.org", own);
        var literal = own.Contains(':', StringComparison.Ordinal) ? $"[{own}]" : own;
        foreach (var host in new[] { literal, "car.example.org" })
            Assert.Equal(ProbeOutcome.NotPublic, await probe.ProbeAsync(Url(host, victim.Port), IPAddress.Parse(own), () => "t", CancellationToken.None));
        Assert.Empty(victim.Requests);
    }

    public void Dispose()
    {
        _probe.Dispose();
        _services.Dispose();
    }

    private StreamProbe Probe(AddressClasses classes) =>
        new(classes, _names, new MonotonicClock(TimeProvider.System), _services.GetRequiredService<GatewayMetrics>());

    private Task<ProbeOutcome> Try(string host, int port) => _probe.ProbeAsync(Url(host, port), IPAddress.Parse(Own), () => "token-1", CancellationToken.None);

    private static Uri Url(string host, int port) => new(string.Create(CultureInfo.InvariantCulture, $"http://{host}:{port}/stream"));
}
