using RcFleet.Cars;
using RcFleet.Devices;

namespace RcFleet.Gateway.Drivers;

/// <summary>
/// The car as its driver is shown it: what the grain said last and, while commands go past the grain, what the controller has
/// reported since. Counts the rental's clock on meanwhile, as the grain would. Pure: time is handed in.
/// </summary>
internal sealed class CarSeen
{
    /// <summary>The clock runs on for so long after a report, as the grain counts it: a car that is silent can't be driven.</summary>
    private const long SilenceMs = 1000;

    private readonly Lock _gate = new();
    private DriverState? _said;
    private long _remainingMs;
    private long _heardMs;
    private bool _past;

    /// <summary>The grain's word. False when a newer one was there: it changes nothing.</summary>
    public bool Say(DriverState state, long nowMs)
    {
        lock (_gate)
        {
            if (state.Order <= _said?.Order) return false;
            (_said, _remainingMs, _heardMs, _past) = (state, state.RemainingMs, nowMs, false);
            return true;
        }
    }

    /// <summary>The controller's word, past the grain: the state to show, or null before the grain has said anything.</summary>
    public DriverState? Report(DeviceTelemetry telemetry, long nowMs)
    {
        lock (_gate)
        {
            if (_said is not { } said) return null;
            if (!said.Paused)
            {
                _remainingMs = Math.Max(0, _remainingMs - Math.Clamp(nowMs - _heardMs, 0, SilenceMs));
                _past = true;
            }

            _heardMs = nowMs;
            var ofThisEpoch = telemetry.Epoch is null || telemetry.Epoch == said.Epoch;
            return said with
            {
                Online = true,
                Armed = telemetry.Armed ?? said.Armed,
                Neutral = telemetry.Neutral ?? said.Neutral,
                AckSeq = ofThisEpoch ? telemetry.AckSeq ?? said.AckSeq : null,
                AckAgeMs = ofThisEpoch ? telemetry.AckAgeMs ?? said.AckAgeMs : null,
                BatteryPercent = telemetry.BatteryPercent ?? said.BatteryPercent,
                Rssi = telemetry.Rssi ?? said.Rssi,
                RemainingMs = _remainingMs,
                SpeedMps = telemetry.SpeedMps,
            };
        }
    }

    /// <summary>What a grain that was away since its last word must charge; null when nothing was driven past it since.</summary>
    public PastDrive? Past(string sessionId)
    {
        lock (_gate) return _past ? new PastDrive(sessionId, _said!.Epoch, _remainingMs) : null;
    }
}
