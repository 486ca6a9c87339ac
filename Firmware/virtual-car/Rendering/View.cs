using RcFleet.VirtualCar.Physics;

namespace RcFleet.VirtualCar.Rendering;

/// <summary>All that a frame shows.</summary>
/// <param name="Pose">Where the car stands.</param>
/// <param name="Servo">Front wheels, -1 to 1.</param>
/// <param name="Speed">m/s.</param>
/// <param name="TopLeft">Text over the picture, such as the car's name.</param>
/// <param name="TopRight">Text over the picture, such as the clock.</param>
/// <param name="BottomLeft">Text over the picture, such as the speed.</param>
public readonly record struct View(CarPose Pose, double Servo, double Speed, string TopLeft, string TopRight, string BottomLeft);
