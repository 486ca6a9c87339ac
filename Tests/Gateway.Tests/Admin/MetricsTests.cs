using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using RcFleet.Gateway.Admin;
using RcFleet.Gateway.Tests.Support;

namespace RcFleet.Gateway.Tests.Admin;

public class MetricsTests
{
    [Fact]
    public async Task Metrics_AreServedOnTheAdminListener_AndOnNoOther()
    {
        await using var server = await FleetServer.StartAsync(null, "--Fleet:AdminUrl", "http://127.0.0.1:0");
        var admin = server.Services.GetRequiredService<AdminServer>().Url!;
        await using var control = await server.Device("c-ctl", "c", "control");
        await control.Send(new { type = "weather" });
        await control.Next("error");
        using var client = new HttpClient { BaseAddress = admin };

        var metrics = await client.GetStringAsync("/metrics");
        Assert.Contains("rcfleet_messages_refused_total{", metrics, StringComparison.Ordinal);
        Assert.Contains("reason=\"unknown_type\"", metrics, StringComparison.Ordinal);
        Assert.Contains("rcfleet_connections{", metrics, StringComparison.Ordinal);
        Assert.Contains("dotnet_process_memory_working_set_bytes", metrics, StringComparison.Ordinal);
        Assert.Equal("ok\n", await client.GetStringAsync("/healthz"));
        Assert.Equal("ready, 1 cars\n", await client.GetStringAsync("/readyz"));
        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync("/api/cars")).StatusCode);

        foreach (var host in new[] { null, admin.Authority })
        {
            var request = new HttpRequestMessage(HttpMethod.Get, "/metrics") { Headers = { Host = host } };
            Assert.Equal(HttpStatusCode.NotFound, (await server.Anyone.SendAsync(request)).StatusCode);
        }
    }

    [Fact]
    public async Task AdminPortInUse_IsToldInASentence()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var url = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}");
        var data = Directory.CreateTempSubdirectory("rcfleet-test-").FullName;
        await using var silo = SiloProcess.Start("--urls", "http://127.0.0.1:0", "--Fleet:DataPath", data, "--Fleet:AdminUrl", url);
        Assert.Equal(1, await silo.Exited());
        Assert.Contains($"Fleet:AdminUrl {url} can't be used", silo.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", silo.Output, StringComparison.Ordinal);
        Directory.Delete(data, recursive: true);
    }
}
