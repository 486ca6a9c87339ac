using RcFleet.Devices;

namespace RcFleet.Gateway.Peers;

/// <summary>Who drives a controller past the grain, as the controller's connection sees it. Never waits.</summary>
internal interface IDirectHolder
{
    /// <summary>The way is closed: its grant ended, another took it, or the controller is gone.</summary>
    void Closed();

    /// <summary>What the controller reported.</summary>
    void State(DeviceTelemetry telemetry);
}
