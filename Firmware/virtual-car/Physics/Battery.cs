namespace RcFleet.VirtualCar.Physics;

/// <summary>A 2S pack: about 20 minutes of driving, hours of standing by; topped up in the pit between sessions.</summary>
public sealed class Battery
{
    /// <summary>Capacity, in ampere-seconds (2000 mAh).</summary>
    public const double Capacity = 7200;

    private const double StandbyAmperes = 0.25;
    private const double FullThrottleAmperes = 8;
    private const double ChargeAmperes = 6;
    private const double InternalOhms = 0.03;
    private double _charge = Capacity;
    private double _amperes = StandbyAmperes;

    /// <summary>State of charge, 0 to 1.</summary>
    public double Charge => _charge / Capacity;

    /// <summary>0 to 100; 0 only when it is empty.</summary>
    public int Percent => (int)Math.Ceiling(Charge * 100);

    /// <summary>Voltage at the terminals under the present load, in mV: 8400 full, 6400 empty.</summary>
    public int Millivolts => (int)(6400 + 2000 * Math.Pow(Charge, 0.8) - _amperes * InternalOhms * 1000);

    public bool Empty => _charge <= 0;

    /// <param name="throttle">What the motor gets, -1 to 1.</param>
    /// <param name="charging">On the charger: no session, standing still.</param>
    /// <param name="dt">Seconds.</param>
    public void Step(double throttle, bool charging, double dt)
    {
        _amperes = StandbyAmperes + FullThrottleAmperes * Math.Abs(throttle);
        var flow = charging ? ChargeAmperes : -_amperes;
        _charge = Math.Clamp(_charge + flow * dt, 0, Capacity);
    }
}
