using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Orleans;
using RcFleet.Gateway.Peers;
using RcFleet.Gateway.Reach;
using RcFleet.Hosting.Configuration;
using RcFleet.Silo;

namespace RcFleet.Gateway.Tests.Support;

/// <summary>One gateway of several over one engine, on real sockets of its own.</summary>
internal sealed class GatewayServer : RemoteServer
{
    private readonly WebApplication _app;

    private GatewayServer(WebApplication app, CutGrains grains, string dataPath)
        : base(new Uri(app.Urls.First()))
    {
        (_app, Grains, DataPath) = (app, grains, dataPath);
    }

    public CutGrains Grains { get; }

    public string DataPath { get; }

    public IServiceProvider Services => _app.Services;

    public GatewayIdentity Identity => Services.GetRequiredService<GatewayIdentity>();

    public static async Task<GatewayServer> StartAsync(IGrainFactory engine, params string[] settings)
    {
        var path = Directory.CreateTempSubdirectory("rcfleet-gateway-").FullName;
        string[] args = ["--urls", "http://127.0.0.1:0", "--Fleet:DataPath", path, "--Fleet:OperatorKey", OperatorKey, "--Fleet:AdminUrl", "none", .. settings];
        if (!CommandLine.TryParse(args, out var command)) throw new ArgumentException(command.Problem);
        var builder = FleetHost.CreateBuilder(command);
        builder.ConfigureServer(command.Lan, TimeSpan.FromSeconds(10));
        builder.AddFleetOptions();
        var grains = new CutGrains(engine);
        builder.Services.AddSingleton<IGrainFactory>(grains);
        builder.Services.AddGateway();
        builder.Services.AddSiloBeat();
        var app = builder.Build();
        app.MapGateway();
        await app.StartAsync();
        return new GatewayServer(app, grains, path);
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _app.StopAsync();
        await _app.DisposeAsync();
        Directory.Delete(DataPath, recursive: true);
    }
}
