using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using RcFleet.Hosting.Cluster;
using RcFleet.Rentals;
using RcFleet.Rides;
using RcFleet.Support;

namespace RcFleet.Cluster.Drills;

/// <summary>The fleet's accounts to the millisecond, as its grains hold them; people are told whole seconds.</summary>
internal sealed class Accounts : IAsyncDisposable
{
    private static readonly TimeSpan Entered = TimeSpan.FromSeconds(20);

    /// <summary>How often a code is asked: who waits must not be what keeps the cluster busy.</summary>
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(250);

    private readonly IHost _client;
    private readonly IGrainFactory _grains;

    private Accounts(IHost client) => (_client, _grains) = (client, client.Services.GetRequiredService<IGrainFactory>());

    public static async Task<Accounts> Open(LiveCluster cluster)
    {
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Configuration.AddInMemoryCollection(cluster.Settings.Select(s => KeyValuePair.Create(s.Key.Replace("__", ":", StringComparison.Ordinal), (string?)s.Value)));
        builder.Services.AddSingleton(TimeProvider.System);
        builder.AddClusterClient();
        var client = builder.Build();
        await client.StartAsync();
        return new Accounts(client);
    }

    public async Task<RentalCodeInfo> Code(string code) => (await _grains.GetGrain<IRentalCodeGrain>(RentalCodes.GrainKey(code)).Get())!;

    /// <summary>Waits until no session uses a code's time; the cluster may be without the silo of the code for a while.</summary>
    public Task<RentalCodeInfo> Unused(string code, TimeSpan deadline) =>
        Eventually.Value(
            async () =>
            {
                try
                {
                    return await Code(code);
                }
                catch (Exception e) when (e is OrleansException or TimeoutException)
                {
                    return new RentalCodeInfo(code, null!, 0, ReservedMs: -1);
                }
            },
            c => c.ReservedMs == 0,
            deadline,
            Step);

    /// <summary>The ledger's entry of a session that has ended; it is entered a second later.</summary>
    public async Task<Ride> Ride(string sessionId) =>
        (await Eventually.Value(async () => (await Rides()).SingleOrDefault(r => r.SessionId == sessionId), ride => ride is not null, Entered))!;

    /// <summary>
    /// Asserts that ledger and code agree to the millisecond, and people are told the same: what was granted is what was
    /// used and what went back.
    /// </summary>
    public async Task<Ride> Balanced(RemoteServer door, Rental rental, long grantedMs)
    {
        var ride = await Ride(rental.SessionId);
        var code = await Unused(rental.Code, Entered);
        Assert.Equal(grantedMs, ride.GrantedMs);
        Assert.Equal(ride.GrantedMs, ride.DrivenMs + code.AvailableMs);

        var told = (await RemoteServer.Json(await door.Operator.GetAsync("/api/operator/rides"), 200)).EnumerateArray().Single(r => Text(r, "sessionId") == rental.SessionId);
        var left = (await RemoteServer.Json(await door.Operator.GetAsync("/api/operator/codes"), 200)).EnumerateArray().Single(c => Text(c, "code") == rental.Code);
        Assert.Equal((Seconds(grantedMs), Seconds(ride.DrivenMs), Seconds(ride.PausedMs)), (Number(told, "secondsGranted"), Number(told, "secondsDriven"), Number(told, "secondsPaused")));
        Assert.Equal((Seconds(code.AvailableMs), 0), (Number(left, "secondsLeft"), Number(left, "secondsInUse")));
        return ride;

        static string? Text(System.Text.Json.JsonElement from, string name) => from.GetProperty(name).GetString();
        static long Number(System.Text.Json.JsonElement from, string name) => from.GetProperty(name).GetInt64();
    }

    public async ValueTask DisposeAsync()
    {
        await _client.StopAsync();
        _client.Dispose();
    }

    // People are never told that less is left, or was used, than is.
    private static long Seconds(long ms) => (ms + 999) / 1000;

    private async Task<IEnumerable<Ride>> Rides()
    {
        var today = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime);
        DateOnly[] days = [today.AddDays(-1), today];
        return (await Task.WhenAll(days.SelectMany(RideLedgers.KeysOf).Select(key => _grains.GetGrain<IRideLedgerGrain>(key).List()))).SelectMany(part => part);
    }
}
