namespace RcFleet.VirtualCar.Controller;

/// <summary>What the motor and the servo are told right now.</summary>
/// <param name="Throttle">-1 (full reverse) to 1 (full ahead), capped by the session; 0 while neutral.</param>
/// <param name="Steering">-1 (full left) to 1 (full right); 0 while neutral.</param>
/// <param name="Neutral">True while the safety rules hold the car, whatever a driver sends. A driver's own throttle 0 is not neutral.</param>
/// <param name="Armed">True once armed after boot, until the session ends.</param>
public readonly record struct ControllerOutput(double Throttle, double Steering, bool Neutral, bool Armed);
