namespace RcFleet.VirtualCar.Track;

/// <summary>A point of the middle of the road.</summary>
/// <param name="X">Metres.</param>
/// <param name="Y">Metres.</param>
/// <param name="Heading">Radians, the way round.</param>
/// <param name="Along">Metres from the start line.</param>
public readonly record struct TrackPoint(double X, double Y, double Heading, double Along);
