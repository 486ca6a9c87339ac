using System.Net;

namespace RcFleet.Cluster.Drills.Network;

/// <summary>A network with a store on it, shared by the drills; where the machine allows none, nothing.</summary>
public sealed class CutGround : IAsyncLifetime
{
    private PrivateNetwork? _network;
    private Azurite? _azurite;

    internal PrivateNetwork Network => _network!;

    internal Azurite Azurite => _azurite!;

    public async Task InitializeAsync()
    {
        if (PrivateNetwork.Refusal is not null) return;

        // No proxy stands between this machine and itself.
        HttpClient.DefaultProxy = new WebProxy();
        _network = PrivateNetwork.Create();
        _azurite = new Azurite(_network.Add());
        await _azurite.InitializeAsync();
    }

    public async Task DisposeAsync()
    {
        if (_azurite is not null) await _azurite.DisposeAsync();
        _network?.Dispose();
    }
}
