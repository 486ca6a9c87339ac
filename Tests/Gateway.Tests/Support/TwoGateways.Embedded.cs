using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Embedded;
using RcFleet.Cars;

namespace RcFleet.Gateway.Tests.Support;

/// <summary>
/// Two gateways over one engine: drivers and viewers come to the <see cref="Near"/> one, boards to the <see cref="Far"/> one,
/// and what goes between the gateways goes through a <see cref="Network"/> that can stall and break.
/// </summary>
internal sealed class TwoGateways : IAsyncDisposable
{
    public const string Secret = "the secret of all gateways of the tests";

    private readonly EmbeddedHost _host;

    private TwoGateways(EmbeddedHost host, GatewayServer near, GatewayServer far, HoldingProxy network) =>
        (_host, Near, Far, Network) = (host, near, far, network);

    public GatewayServer Near { get; }

    public GatewayServer Far { get; }

    public HoldingProxy Network { get; }

    public EmbeddedEngine Engine => _host.Engine;

    public static async Task<TwoGateways> StartAsync(string route = "direct", bool shuffle = false, string? nearSecret = Secret)
    {
        var host = await EmbeddedHost.StartAsync(
            o =>
            {
                o.GrainAssemblies.Add(typeof(LeaseOptions).Assembly);
                o.ShuffleSeed = shuffle ? 4711 : null;
            },
            services =>
            {
                services.AddSingleton<IConfiguration>(new ConfigurationBuilder().Build());
                services.AddFleetGrains();
            });
        var near = await GatewayServer.StartAsync(host.Grains, Settings(route, nearSecret));
        var far = await GatewayServer.StartAsync(host.Grains, Settings(route, Secret));
        var network = new HoldingProxy(far.Identity.PeerUrl!);
        far.Identity.PeerUrl = network.Url;
        return new TwoGateways(host, near, far, network);
    }

    private static string[] Settings(string route, string? secret) =>
        secret is null
            ? ["--Fleet:CommandRoute", route]
            : ["--Fleet:CommandRoute", route, "--Fleet:PeerUrl", "http://127.0.0.1:0", "--Fleet:PeerSecret", secret];

    /// <summary>No gateway hears of the car's grain any more, nor it of them; it forgets all that it did not write.</summary>
    public async Task KillSilo(string carId)
    {
        Near.Grains.Cut = Far.Grains.Cut = true;
        await Engine.DeactivateAsync(Engine.GetGrain<ICarGrain>(carId));
    }

    /// <summary>A car whose driver is on the near gateway and whose controller on the far one, and which goes past the grain.</summary>
    public async Task<Trip> DriveDirect(string carId)
    {
        var trip = await Drive(carId);
        await GoesDirect(trip);
        return trip;
    }

    /// <summary>A car whose driver is on the near gateway and whose controller on the far one.</summary>
    public Task<Trip> Drive(string carId) => Trip.Start(carId, board: Far, driver: Near);

    public void Recover() => Near.Grains.Cut = Far.Grains.Cut = false;

    /// <summary>Waits until drives come past the grain: one that can't go through it arrives.</summary>
    public async Task GoesDirect(Trip trip)
    {
        Near.Grains.CutDrives = true;
        await trip.DrivenOn(commands: 1);
        Near.Grains.CutDrives = false;
    }

    public async ValueTask DisposeAsync()
    {
        Recover();
        await Near.DisposeAsync();
        await Far.DisposeAsync();
        await Network.DisposeAsync();
        await _host.DisposeAsync();
    }
}
