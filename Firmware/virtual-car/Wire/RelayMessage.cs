namespace RcFleet.VirtualCar.Wire;

/// <summary>Start or stop sending binary frames. Rate and quality hold for the camera's own stream as well, on or off.</summary>
/// <param name="On">Whether anybody watches at the relay.</param>
/// <param name="Fps">Frames a second wanted, or null for the camera's own.</param>
/// <param name="Quality">Camera sensor's scale, or null for the camera's own. See <see cref="Streaming.VideoSettings"/>.</param>
public sealed record RelayMessage(bool On, int? Fps, int? Quality) : ServerMessage;
