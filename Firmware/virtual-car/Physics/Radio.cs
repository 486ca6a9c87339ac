namespace RcFleet.VirtualCar.Physics;

/// <summary>Wi-Fi signal by distance from an access point at the start line, with smooth ripples where reflections meet.</summary>
public static class Radio
{
    /// <summary>Signal strength in dBm, about -38 to -75.</summary>
    public static int Rssi(CarPose pose, double accessPointX, double accessPointY)
    {
        var distance = Math.Max(0.5, double.Hypot(pose.X - accessPointX, pose.Y - accessPointY));
        var ripple = 2.5 * Math.Sin(pose.X * 1.7) * Math.Cos(pose.Y * 1.3);
        return (int)Math.Round(-44 - 22 * Math.Log10(distance) + ripple);
    }
}
