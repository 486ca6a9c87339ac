using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using RcFleet.Silo;

namespace RcFleet.Gateway.Tests.Support;

/// <summary>The whole system in this process, on a port and data path of its own.</summary>
internal sealed class FleetServer : RemoteServer
{
    private readonly WebApplication _app;
    private readonly bool _ownsData;

    private FleetServer(WebApplication app, string dataPath, bool ownsData)
        : base(new Uri(app.Urls.First()))
    {
        _app = app;
        _ownsData = ownsData;
        DataPath = dataPath;
    }

    public string DataPath { get; }

    public IServiceProvider Services => _app.Services;

    public static Task<FleetServer> StartAsync(string? dataPath = null, params string[] settings) => StartWithAsync(_ => { }, dataPath, settings);

    /// <summary>Starts it with services of the test's own in place of some of its own.</summary>
    public static async Task<FleetServer> StartWithAsync(Action<IServiceCollection> services, string? dataPath, params string[] settings)
    {
        var path = dataPath ?? Directory.CreateTempSubdirectory("rcfleet-test-").FullName;
        string[] args = ["--urls", "http://127.0.0.1:0", "--Fleet:DataPath", path, "--Fleet:OperatorKey", OperatorKey, "--Fleet:AdminUrl", "none", .. settings];
        if (!CommandLine.TryParse(args, out var command)) throw new ArgumentException(command.Problem);
        var builder = FleetHost.CreateBuilder(command);
        var problems = FleetHost.Problems(builder.Configuration);
        if (problems.Count > 0) throw new ArgumentException(string.Join(" ", problems));
        services(builder.Services);
        var app = builder.BuildFleet(command);
        await app.StartAsync();
        return new FleetServer(app, path, dataPath is null);
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _app.StopAsync();
        await _app.DisposeAsync();
        if (_ownsData) Directory.Delete(DataPath, recursive: true);
    }
}
