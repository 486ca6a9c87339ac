using System.Collections.Concurrent;

namespace RcFleet.Gateway.Devices;

/// <summary>The boards whose sockets this gateway holds.</summary>
internal sealed class DeviceRegistry
{
    private readonly ConcurrentDictionary<string, DeviceConnection> _connections = new(StringComparer.Ordinal);

    /// <summary>The newest connection of a board, or null.</summary>
    public DeviceConnection? Find(string deviceId) => _connections.GetValueOrDefault(deviceId);

    public void Add(string deviceId, DeviceConnection connection) => _connections[deviceId] = connection;

    public void Remove(string deviceId, DeviceConnection connection) => _connections.TryRemove(new(deviceId, connection));
}
