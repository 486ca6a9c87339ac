using RcFleet.VirtualCar.Controller;
using RcFleet.VirtualCar.Links;
using RcFleet.VirtualCar.Physics;

namespace RcFleet.VirtualCar.Diagnostics;

/// <summary>The car at one moment. Does not change.</summary>
public sealed record CarSnapshot
{
    public required string Name { get; init; }

    public required CarPose Pose { get; init; }

    /// <summary>m/s, negative in reverse.</summary>
    public required double Speed { get; init; }

    /// <summary>Metres driven.</summary>
    public required double Odometer { get; init; }

    /// <summary>What the motor is told, -1 to 1.</summary>
    public required double Throttle { get; init; }

    /// <summary>What the servo is told, -1 to 1.</summary>
    public required double Steering { get; init; }

    /// <summary>The safety rules hold the car.</summary>
    public required bool Neutral { get; init; }

    public required bool Armed { get; init; }

    /// <summary>A latched stop holds.</summary>
    public required bool Stopped { get; init; }

    /// <summary>The lease lives on the car.</summary>
    public required bool InSession { get; init; }

    public required uint Epoch { get; init; }

    /// <summary>Last sequence number taken in the epoch, or null.</summary>
    public required uint? AckSeq { get; init; }

    public required int BatteryMv { get; init; }

    public required int BatteryPercent { get; init; }

    /// <summary>dBm.</summary>
    public required int Rssi { get; init; }

    /// <summary>Drive frames by what became of them.</summary>
    public required IReadOnlyDictionary<DriveRefusal, long> DriveFrames { get; init; }

    /// <summary>Messages that this car had no use for: unknown types, WebRTC signaling.</summary>
    public required long IgnoredMessages { get; init; }

    /// <summary>Messages that could not be read, drive frames aside.</summary>
    public required long MalformedMessages { get; init; }

    /// <summary>Frames drawn since the start.</summary>
    public required long FramesDrawn { get; init; }

    /// <summary>Frames sent to the relay.</summary>
    public required long FramesSent { get; init; }

    /// <summary>The server has asked for frames over the relay.</summary>
    public required bool Relaying { get; init; }

    /// <summary>Viewers of the direct stream.</summary>
    public required int Viewers { get; init; }

    /// <summary>Port of the MJPEG server, or null without a camera.</summary>
    public required int? StreamPort { get; init; }

    /// <summary>The controller's connection; null without a controller.</summary>
    public required LinkState? ControlLink { get; init; }

    /// <summary>The camera's connection; null without a camera.</summary>
    public required LinkState? CameraLink { get; init; }
}
