using System.Diagnostics;
using System.Reflection;
using RcFleet.Load.Client;

namespace RcFleet.Load.Contestants;

/// <summary>The v1.0 relay: Node with <c>ws</c>.</summary>
internal sealed class NodeServer(ServerProcess server) : IContestant
{
    public string Name => "v1.0 relay (Node, ws)";

    public ServerProcess Server => server;

    public static async Task<IContestant> StartAsync()
    {
        var folder = typeof(NodeServer).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "V1RelayPath").Value!;
        if (!Directory.Exists(Path.Combine(folder, "node_modules", "ws")))
        {
            using var install = Process.Start(new ProcessStartInfo("npm", "ci --no-audit --no-fund --loglevel=error") { WorkingDirectory = folder })!;
            await install.WaitForExitAsync();
            if (install.ExitCode != 0) throw new InvalidOperationException($"npm ci in {folder} ended with {install.ExitCode}.");
        }

        return new NodeServer(await ServerProcess.StartAsync("node", [Path.Combine(folder, "relay.mjs"), "{port}"], "/"));
    }

    public Task PrepareAsync(IReadOnlyList<string> cars) => Task.CompletedTask;

    public Task<RawWebSocket> BoardAsync(string car, string role, int receiveBuffer = 2048) =>
        OpenAsync($$"""{"type":"register","deviceId":"{{car}}","role":"{{role}}"}""", "registered", receiveBuffer);

    public Task<RawWebSocket> DriverAsync(string car) => OpenAsync($$"""{"type":"control","deviceId":"{{car}}"}""", "ready", 2048);

    public Task<RawWebSocket> ViewerAsync(string car, int receiveBuffer) => OpenAsync($$"""{"type":"watch","deviceId":"{{car}}"}""", "ready", receiveBuffer);

    public string DriveText(string car, string seq, string t) => $$"""{"type":"drive","deviceId":"{{car}}","seq":{{seq}},"t":{{t}},"steering":-0.25,"throttle":0.4}""";

    public Task<IReadOnlyDictionary<string, double>> DropsAsync() => Task.FromResult<IReadOnlyDictionary<string, double>>(new Dictionary<string, double>());

    public ValueTask DisposeAsync() => Server.DisposeAsync();

    private async Task<RawWebSocket> OpenAsync(string first, string answer, int receiveBuffer)
    {
        var socket = await RawWebSocket.ConnectAsync(Server.Url, "/", null, receiveBuffer);
        await socket.SendAsync(RawWebSocket.TextFrame(first));
        await socket.ReadUntilAsync(answer);
        return socket;
    }
}
