using RcFleet.Cars;

namespace RcFleet.Gateway.Video;

/// <summary>What a camera is asked for.</summary>
/// <param name="Fps">Frames a second.</param>
/// <param name="Quality">On the scale of the boards' sensor driver: 4 is best, 63 worst.</param>
internal readonly record struct CameraPace(int Fps, int Quality)
{
    /// <summary>What a quality means here; never more than the operator has set up.</summary>
    public static CameraPace Of(VideoQuality quality, GatewayOptions options) => quality switch
    {
        VideoQuality.High => new(options.RelayFps, options.RelayQuality),
        VideoQuality.Medium => new(Math.Min(options.RelayFps, 15), Math.Max(options.RelayQuality, 24)),
        VideoQuality.Low => new(Math.Min(options.RelayFps, 10), Math.Max(options.RelayQuality, 40)),
        _ => throw new ArgumentOutOfRangeException(nameof(quality), quality, null),
    };
}
