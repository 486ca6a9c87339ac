namespace RcFleet.VirtualCar.Streaming;

/// <summary>How often and how well frames are made.</summary>
/// <param name="Fps">Frames a second, 1 to 30.</param>
/// <param name="JpegQuality">1 to 100 on libjpeg's scale.</param>
public readonly record struct VideoSettings(int Fps, int JpegQuality)
{
    /// <summary>640×480 at 20 fps, the camera's own choice.</summary>
    public static VideoSettings Default { get; } = new(20, 75);

    /// <summary>
    /// What a <c>relay</c> message asks for. Its quality is on the camera sensor's scale, as boards have it: 4 (best) to
    /// 63 (smallest), 12 being usual. Values outside count as the nearer end; absent ones keep the camera's own choice.
    /// </summary>
    public static VideoSettings ForRelay(int? fps, int? sensorQuality) => new(
        Math.Clamp(fps ?? Default.Fps, 1, 30),
        sensorQuality is { } quality ? (int)Math.Round(90 - 1.25 * (Math.Clamp(quality, 4, 63) - 4)) : Default.JpegQuality);
}
