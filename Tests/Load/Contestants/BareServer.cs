using RcFleet.Load.Client;

namespace RcFleet.Load.Contestants;

/// <summary>A Kestrel relay that checks nothing, in a process of its own.</summary>
internal sealed class BareServer(ServerProcess server, string name) : IContestant
{
    public string Name => name;

    public ServerProcess Server => server;

    /// <summary>As .NET configures it by default.</summary>
    public static async Task<IContestant> StartAsync() =>
        new BareServer(await ServerProcess.StartAsync("dotnet", [typeof(BareServer).Assembly.Location, "bare-relay", "{url}"], "/"), "bare Kestrel");

    /// <summary>With the runtime settings that RcFleet starts with.</summary>
    public static async Task<IContestant> StartTunedAsync() =>
        new BareServer(
            await ServerProcess.StartAsync("dotnet", [typeof(BareServer).Assembly.Location, "bare-relay", "{url}", "tuned"], "/", new Dictionary<string, string> { [Generator.SpinLimit] = "0", [Generator.ServerCollector] = "1" }),
            "bare Kestrel, RcFleet's settings");

    public Task PrepareAsync(IReadOnlyList<string> cars) => Task.CompletedTask;

    public Task<RawWebSocket> BoardAsync(string car, string role, int receiveBuffer = 2048) => RawWebSocket.ConnectAsync(Server.Url, $"/{role}/{car}", null, receiveBuffer);

    public Task<RawWebSocket> DriverAsync(string car) => RawWebSocket.ConnectAsync(Server.Url, $"/drive/{car}");

    public Task<RawWebSocket> ViewerAsync(string car, int receiveBuffer) => RawWebSocket.ConnectAsync(Server.Url, $"/video/{car}", null, receiveBuffer);

    public string DriveText(string car, string seq, string t) => $$"""{"type":"drive","seq":{{seq}},"t":{{t}},"steering":-0.25,"throttle":0.4}""";

    public Task<IReadOnlyDictionary<string, double>> DropsAsync() => Task.FromResult<IReadOnlyDictionary<string, double>>(new Dictionary<string, double>());

    public ValueTask DisposeAsync() => Server.DisposeAsync();
}
