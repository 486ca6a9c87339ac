using RcFleet.ScaleModel.Measurements;

namespace RcFleet.ScaleModel;

/// <summary>Compares what the model says with what was measured.</summary>
internal static class ModelCheck
{
    /// <summary>How far the model may be off, as a part of what was measured.</summary>
    public const double Tolerance = 0.20;

    /// <summary>Every comparison; runs over the machine's capacity are none.</summary>
    public static IReadOnlyList<Comparison> Compare(MeasurementFile file, Assumptions a)
    {
        var model = new FleetModel(a);
        List<Comparison> all = [];
        foreach (var p in file.Points.Where(p => !p.OverCapacity))
        {
            all.Add(new Comparison(
                FormattableString.Invariant($"{p.Route}, {p.Cars} cars × {p.RateHz} Hz: CPU a command, µs"),
                FleetModel.CpuPerCommandUs(p.Route, p.Silos, p.Gateways, p.Cars, p.RateHz),
                p.SiloCpuUs + p.GatewayCpuUs));
        }

        foreach (var ride in file.Rides)
        {
            var name = FormattableString.Invariant($"ride of {ride.Seconds} s");
            all.Add(new Comparison($"{name}: table requests", model.TablesOfRide(ride.Seconds), ride.TableTransactions));
            all.Add(new Comparison($"{name}: blob writes", a.BlobsPerRide, ride.BlobWrites));
            all.Add(new Comparison($"{name}: membership requests of a process a minute", a.MembershipPerMinute, ride.MembershipTransactions / ride.CountedSeconds * 60 / ride.Processes));
            all.Add(new Comparison($"{name}: bytes to car and driver a second", a.ControlBytesPerSecond, ride.ControlBytesOut / ride.Seconds));
        }

        return all;
    }
}
