using RcFleet.ScaleModel.Measurements;

namespace RcFleet.ScaleModel.Tests;

public class ModelCheckTests
{
    private static readonly MeasurementFile Measured = MeasurementFile.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "measurements", "route-2026-11-25.json")));

    [Fact]
    public void The_model_is_within_a_fifth_of_every_measured_point()
    {
        var comparisons = ModelCheck.Compare(Measured, new Assumptions());

        Assert.NotEmpty(comparisons);
        Assert.DoesNotContain(comparisons, c => !c.Holds);
    }

    [Fact]
    public void Every_route_was_measured_within_the_machines_capacity() =>
        Assert.All(RouteCost.Measured, r => Assert.True(Measured.Points.Count(p => p.Route == r.Name && !p.OverCapacity) >= 2, $"too few points of {r.Name}"));

    [Fact]
    public void A_point_that_costs_a_third_more_than_the_model_says_fails()
    {
        var point = Measured.Points.First(p => !p.OverCapacity);
        var model = FleetModel.CpuPerCommandUs(point.Route, point.Silos, point.Gateways, point.Cars, point.RateHz);
        var off = new MeasurementFile { Points = [point with { SiloCpuUs = 0, GatewayCpuUs = model * 4 / 3 }] };

        Assert.False(Assert.Single(ModelCheck.Compare(off, new Assumptions())).Holds);
    }

    [Fact]
    public void A_ride_that_asks_the_store_for_twice_as_much_fails()
    {
        var ride = Measured.Rides[^1];
        var off = new MeasurementFile { Rides = [ride with { TableTransactions = ride.TableTransactions * 2 }] };

        Assert.Contains(ModelCheck.Compare(off, new Assumptions()), c => !c.Holds);
    }

    [Fact]
    public void A_run_over_capacity_is_no_measure_of_the_model()
    {
        var over = new MeasurementFile { Points = [Measured.Points[0] with { OverCapacity = true, GatewayCpuUs = 1e9 }] };

        Assert.Empty(ModelCheck.Compare(over, new Assumptions()));
    }

    [Fact]
    public void A_later_measurement_of_a_point_takes_the_place_of_the_earlier()
    {
        var again = Measured.Points[0] with { P50Ms = 1_234 };
        var file = MeasurementFile.Parse(Measured.With(again).ToJson());

        Assert.Equal(Measured.Points.Count, file.Points.Count);
        Assert.Contains(again, file.Points);
    }
}
