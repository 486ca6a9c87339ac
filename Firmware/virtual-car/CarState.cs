using RcFleet.VirtualCar.Controller;
using RcFleet.VirtualCar.Physics;

namespace RcFleet.VirtualCar;

/// <summary>The simulated car at one moment.</summary>
internal readonly record struct CarState(
    CarPose Pose, double Speed, double Servo, double Odometer, ControllerOutput Output, bool Stopped, bool InSession,
    uint Epoch, uint? AckSeq, int BatteryMv, int BatteryPercent, int Rssi);
