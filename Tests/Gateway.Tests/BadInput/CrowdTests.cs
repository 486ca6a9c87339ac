using System.Net;
using System.Net.Sockets;
using RcFleet.Gateway.Tests.Support;

namespace RcFleet.Gateway.Tests.BadInput;

public class CrowdTests
{
    private const int Crowd = 1000;

    [Fact]
    public async Task AThousandWebSockets_AndAThousandConnections_ThatNeverSendAByte_AreGoneSoon_AndCostLittle()
    {
        await using var server = await FleetServer.StartAsync();
        await using var control = await server.Device("c-ctl", "c", "control");
        using var counters = new Counters(server);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var sockets = new List<RawWebSocket>();
        var connections = new List<Socket>();
        try
        {
            for (var i = 0; i < Crowd; i++)
            {
                sockets.Add(await RawWebSocket.Connect(server, i % 3 == 0 ? "/ws/device" : i % 3 == 1 ? "/ws/drive" : "/ws/video", receiveBuffer: 4096));
                connections.Add(await Connect(server));
            }

            // Both ends of 2,000 connections live in this process.
            Assert.InRange((GC.GetTotalMemory(forceFullCollection: true) - before) / (2 * Crowd), 0, 64 * 1024);
            var asked = TimeProvider.System.GetTimestamp();
            await RemoteServer.Json(await server.Anyone.GetAsync("/api/cars"), 200);
            Assert.InRange(TimeProvider.System.GetElapsedTime(asked).TotalSeconds, 0, 2);

            foreach (var socket in sockets) Assert.Equal(4408, await socket.Closed());
            foreach (var connection in connections) Assert.Equal(0, await Read(connection));
            foreach (var endpoint in new[] { "device", "drive", "video" }) await counters.Reaches($"rcfleet.connections.closed {endpoint} 4408", Crowd / 3);
        }
        finally
        {
            foreach (var socket in sockets) socket.Dispose();
            foreach (var connection in connections) connection.Dispose();
        }
    }

    private static async Task<Socket> Connect(FleetServer server)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, server.Url.Port);
        return socket;
    }

    private static async Task<int> Read(Socket socket)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20), TimeProvider.System);
        try
        {
            return await socket.ReceiveAsync(new byte[1].AsMemory(), patience.Token);
        }
        catch (SocketException)
        {
            return 0;
        }
    }
}
