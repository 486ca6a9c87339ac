namespace RcFleet.VirtualCar.Physics;

/// <summary>Where the car's rear axle stands.</summary>
/// <param name="X">Metres east.</param>
/// <param name="Y">Metres south: the track is drawn like a picture, y down.</param>
/// <param name="Heading">Radians clockwise from east, in (-π, π].</param>
public readonly record struct CarPose(double X, double Y, double Heading);
