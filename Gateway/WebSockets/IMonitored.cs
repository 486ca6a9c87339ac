namespace RcFleet.Gateway.WebSockets;

/// <summary>A connection with deadlines.</summary>
internal interface IMonitored
{
    /// <summary>Closes itself if it has been silent or stuck for too long.</summary>
    void Check(long nowMs);

    /// <summary>The server stops: say so and close.</summary>
    void ServerStops();
}
