using RcFleet.VirtualCar.Track;

namespace RcFleet.VirtualCar.Physics;

/// <summary>
/// A 1/10 car as a kinematic bicycle: throttle makes acceleration, steering a yaw rate. Deterministic: the same inputs
/// and steps give the same ride. Not thread-safe.
/// </summary>
public sealed class CarPhysics(RaceTrack track, CarPose start)
{
    /// <summary>Distance of the axles, in m.</summary>
    public const double Wheelbase = 0.26;

    /// <summary>Speed at full throttle, in m/s.</summary>
    public const double TopSpeed = 4.0;

    /// <summary>Acceleration from rest at full throttle, in m/s².</summary>
    public const double Acceleration = 3.0;

    /// <summary>The speed controller's drag brake at neutral, in m/s²: from 1.5 m/s to rest in 125 ms.</summary>
    public const double NeutralBrake = 12.0;

    /// <summary>Lock of the front wheels, in radians.</summary>
    public const double SteeringLock = 25 * Math.PI / 180;

    /// <summary>Servo: lock to lock in 0.2 s, in full deflections a second.</summary>
    public const double ServoSlew = 10.0;

    /// <summary>The body as a circle around the middle of the car, in m.</summary>
    public const double BodyRadius = 0.18;

    private const double GrassTopSpeed = 1.6;

    public CarPose Pose { get; private set; } = start;

    /// <summary>m/s along the heading; negative in reverse.</summary>
    public double Speed { get; private set; }

    /// <summary>Where the servo stands: -1 (left) to 1 (right).</summary>
    public double Servo { get; private set; }

    /// <summary>Metres driven, either way.</summary>
    public double Odometer { get; private set; }

    /// <summary>How often the car has run into a wall.</summary>
    public int Collisions { get; private set; }

    /// <summary>Moves the car by <paramref name="dt"/> seconds; a step of more than 0.1 s counts as 0.1 s.</summary>
    public void Step(double throttle, double steering, double dt)
    {
        dt = Math.Clamp(dt, 0, 0.1);
        Servo += Math.Clamp(steering - Servo, -ServoSlew * dt, ServoSlew * dt);
        if (throttle == 0 && Speed == 0) return;

        Speed = NextSpeed(throttle, dt);
        if (Speed == 0) return;

        var (x, y, heading) = Pose;
        var yaw = Speed / Wheelbase * Math.Tan(Servo * SteeringLock) * dt;
        var middle = heading + yaw / 2;
        var next = new CarPose(
            x + Speed * Math.Cos(middle) * dt,
            y + Speed * Math.Sin(middle) * dt,
            Math.IEEERemainder(heading + yaw, 2 * Math.PI));

        if (track.HitsWall(CentreX(next), CentreY(next), BodyRadius)
            && !track.MovesAway(CentreX(Pose), CentreY(Pose), CentreX(next), CentreY(next)))
        {
            if (Math.Abs(Speed) > 0.05) Collisions++;
            Speed = 0;
            return;
        }

        Odometer += Math.Abs(Speed) * dt;
        Pose = next;
    }

    private double NextSpeed(double throttle, double dt)
    {
        // Neutral, or throttle against the motion: brake first, never past zero in the same step.
        if (throttle == 0 || throttle * Speed < 0)
        {
            var brake = NeutralBrake * dt;
            return Math.Abs(Speed) <= brake ? 0 : Speed - Math.Sign(Speed) * brake;
        }

        var top = TopSpeed * Math.Abs(throttle);
        if (track.SurfaceAt(Pose.X, Pose.Y) == Surface.Grass) top = Math.Min(top, GrassTopSpeed);
        var speed = Math.Abs(Speed);
        speed = speed > top
            ? Math.Max(top, speed - Acceleration * 1.5 * dt)
            : Math.Min(top, speed + Acceleration * (0.35 + 0.65 * Math.Abs(throttle)) * dt);
        return Math.CopySign(speed, throttle);
    }

    private static double CentreX(CarPose pose) => pose.X + Wheelbase / 2 * Math.Cos(pose.Heading);

    private static double CentreY(CarPose pose) => pose.Y + Wheelbase / 2 * Math.Sin(pose.Heading);
}
