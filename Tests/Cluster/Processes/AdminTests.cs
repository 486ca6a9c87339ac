using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using RcFleet.Cluster.Drills;
using RcFleet.Support;

namespace RcFleet.Cluster.Processes;

/// <summary>A silo as a process, on its own: what its admin listener shows to whom, and how it ends.</summary>
[Collection(DrillGround.Name)]
public sealed class AdminTests : IAsyncLifetime
{
    private const int DrainSeconds = 2;
    private readonly string _data = Directory.CreateTempSubdirectory("rcfleet-silo-").FullName;
    private readonly HttpClient _admin = new() { BaseAddress = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{SiloProcess.FreePort()}")) };
    private Member _silo = null!;

    public async Task InitializeAsync()
    {
        _silo = Member.Start("silo", "dotnet",
        [
            Path.Combine(AppContext.BaseDirectory, "RcFleet.Silo.dll"), "--role", "silo", "--Cluster:SiloPort", Text(SiloProcess.FreePort()),
            "--Cluster:GatewayPort", Text(SiloProcess.FreePort()), "--Fleet:AdminUrl", _admin.BaseAddress!.ToString(), "--Fleet:OperatorKey", RemoteServer.OperatorKey,
            "--Fleet:DataPath", _data, "--Fleet:DrainSeconds", Text(DrainSeconds),
        ], readyz: new Uri(_admin.BaseAddress, "/readyz"));
        await _silo.Ready();
    }

    public async Task DisposeAsync()
    {
        await _silo.DisposeAsync();
        _admin.Dispose();
        Directory.Delete(_data, recursive: true);
    }

    [Fact]
    public async Task Dashboard_IsForOperators_AndSiloLeavesOnlyAfterItHasSaidSo()
    {
        foreach (var path in (string[])["/dashboard", "/dashboard/", "/DashBoard/index.html", "/dashboard/index.min.js", "/dashboard/DashboardCounters", "/dashboard/ClusterStats", "/dashboard/GrainTypes"])
        {
            using var refused = await _admin.GetAsync(path);
            Assert.True(refused.StatusCode == HttpStatusCode.Unauthorized, $"{path}: {(int)refused.StatusCode}");
            Assert.Equal("Basic", refused.Headers.WwwAuthenticate.Single().Scheme);
            using var wrong = await Get(path, new AuthenticationHeaderValue("Bearer", "not-the-operators-key"));
            Assert.Equal(HttpStatusCode.Unauthorized, wrong.StatusCode);
            Assert.DoesNotContain("Orleans", await refused.Content.ReadAsStringAsync() + await wrong.Content.ReadAsStringAsync());
        }

        var basic = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes("anybody:" + RemoteServer.OperatorKey)));
        using var page = await Get("/dashboard/", basic);
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        Assert.Equal("text/html", page.Content.Headers.ContentType?.MediaType);
        using var script = await Get("/dashboard/index.min.js", basic);
        Assert.Equal(HttpStatusCode.OK, script.StatusCode);

        // It begins to look when somebody does.
        var operatorKey = new AuthenticationHeaderValue("Bearer", RemoteServer.OperatorKey);
        await Eventually.Value(
            async () =>
            {
                using var counters = await Get("/dashboard/DashboardCounters", operatorKey);
                Assert.Equal(HttpStatusCode.OK, counters.StatusCode);
                return await counters.Content.ReadAsStringAsync();
            },
            counters => counters.Contains("RcFleet.Fleet.FleetShardGrain", StringComparison.Ordinal),
            TimeSpan.FromSeconds(30));
        using var trace = await Get("/dashboard/Trace", basic);
        Assert.NotEqual(HttpStatusCode.OK, trace.StatusCode);

        var told = TimeProvider.System.GetTimestamp();
        _silo.Signal("TERM");
        using var last = await Eventually.Value(() => _admin.GetAsync("/readyz"), answer => answer.StatusCode != HttpStatusCode.OK, TimeSpan.FromSeconds(DrainSeconds));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, last.StatusCode);
        Assert.Contains("about to stop", await last.Content.ReadAsStringAsync());
        Assert.Equal(HttpStatusCode.OK, (await _admin.GetAsync("/healthz")).StatusCode);
        Assert.Equal(0, await _silo.Exited());
        Assert.True(TimeProvider.System.GetElapsedTime(told).TotalSeconds >= DrainSeconds, "It did not wait.");
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private async Task<HttpResponseMessage> Get(string path, AuthenticationHeaderValue key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { Authorization = key } };
        return await _admin.SendAsync(request);
    }
}
