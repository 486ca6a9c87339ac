using System.Net;
using System.Net.Sockets;

namespace RcFleet.VirtualCar.Links;

/// <summary>The address of ours that faces a server: what others on the network can reach the camera by.</summary>
internal static class LocalAddress
{
    /// <summary>Never fails: 127.0.0.1 when there is no route.</summary>
    public static IPAddress Facing(Uri server)
    {
        if (server.IsLoopback) return IPAddress.Loopback;
        try
        {
            // Connecting a UDP socket sends nothing; it asks the routing table.
            using var probe = new UdpClient();
            probe.Connect(server.DnsSafeHost, server.Port > 0 ? server.Port : 80);
            return probe.Client.LocalEndPoint is IPEndPoint { Address: var address } && !address.Equals(IPAddress.Any)
                ? address
                : IPAddress.Loopback;
        }
        catch (SocketException)
        {
            return IPAddress.Loopback;
        }
    }
}
