using RcFleet.VirtualCar.Physics;
using RcFleet.VirtualCar.Track;

namespace RcFleet.VirtualCar.Tests.Physics;

public class CarPhysicsTests
{
    private const double Tick = 0.02;

    [Fact]
    public void Neutral_brings_the_car_from_1_5_metres_a_second_to_rest_within_300_ms()
    {
        var car = OnTheGrid();
        while (car.Speed < 1.5) car.Step(1, 0, Tick);
        for (var i = 0; i < 15; i++) car.Step(0, 0, Tick);
        Assert.Equal(0, car.Speed);
    }

    [Fact]
    public void Full_throttle_reaches_top_speed_but_not_more()
    {
        var car = OnTheGrid();
        var fastest = 0.0;
        for (var i = 0; i < 90; i++)
        {
            car.Step(1, 0, Tick);
            fastest = Math.Max(fastest, car.Speed);
        }

        Assert.InRange(fastest, 3.0, CarPhysics.TopSpeed);
    }

    [Fact]
    public void Steering_right_turns_clockwise_and_left_the_other_way()
    {
        var (right, left) = (OnTheGrid(), OnTheGrid());
        var start = right.Pose.Heading;
        for (var i = 0; i < 20; i++)
        {
            right.Step(0.5, 1, Tick);
            left.Step(0.5, -1, Tick);
        }

        Assert.True(Math.IEEERemainder(right.Pose.Heading - start, 2 * Math.PI) > 0.05);
        Assert.True(Math.IEEERemainder(left.Pose.Heading - start, 2 * Math.PI) < -0.05);
    }

    [Fact]
    public void The_servo_needs_time()
    {
        var car = OnTheGrid();
        car.Step(0, 1, Tick);
        Assert.InRange(car.Servo, 0.1, 0.3);
    }

    [Fact]
    public void A_wall_stops_the_car_and_reverse_gets_it_off()
    {
        var car = new CarPhysics(RaceTrack.Shared, new CarPose(1, 4.5, Math.PI));
        for (var i = 0; i < 200; i++) car.Step(1, 0, Tick);
        Assert.InRange(car.Pose.X, 0.1 + CarPhysics.BodyRadius, 1.0);
        Assert.True(car.Collisions > 0);
        var stuck = car.Pose.X;

        for (var i = 0; i < 50; i++) car.Step(-0.5, 0, Tick);

        Assert.True(car.Pose.X > stuck + 0.2, $"at {car.Pose.X}, was stuck at {stuck}");
    }

    [Fact]
    public void The_same_inputs_give_the_same_ride()
    {
        var (a, b) = (OnTheGrid(), OnTheGrid());
        for (var i = 0; i < 500; i++)
        {
            a.Step(Math.Sin(i / 30.0), Math.Cos(i / 20.0), Tick);
            b.Step(Math.Sin(i / 30.0), Math.Cos(i / 20.0), Tick);
        }

        Assert.Equal(a.Pose, b.Pose);
        Assert.NotEqual(OnTheGrid().Pose, a.Pose);
    }

    [Fact]
    public void Whatever_is_steered_the_car_never_leaves_the_yard()
    {
        var random = new Random(3);
        var car = OnTheGrid();
        for (var i = 0; i < 20_000; i++)
        {
            if (i % 25 == 0) (_throttle, _steering) = (random.NextDouble() * 2 - 0.6, random.NextDouble() * 2 - 1);
            car.Step(Math.Clamp(_throttle, -1, 1), _steering, Tick);
            Assert.InRange(car.Pose.X, 0, RaceTrack.Width);
            Assert.InRange(car.Pose.Y, 0, RaceTrack.Depth);
        }

        Assert.True(car.Odometer > 50);
    }

    [Fact]
    public void Grid_places_stand_on_asphalt_clear_of_walls_and_apart()
    {
        var places = Enumerable.Range(0, 24).Select(RaceTrack.Shared.GridPlace).ToList();
        foreach (var place in places)
        {
            Assert.Equal(Surface.Asphalt, RaceTrack.Shared.SurfaceAt(place.X, place.Y));
            Assert.False(RaceTrack.Shared.HitsWall(place.X, place.Y, CarPhysics.BodyRadius));
        }

        for (var i = 1; i < places.Count; i++)
            Assert.True(double.Hypot(places[i].X - places[i - 1].X, places[i].Y - places[i - 1].Y) > 0.4);
    }

    [Fact]
    public void The_whole_track_can_be_driven_without_touching_a_wall() =>
        Assert.All(RaceTrack.Shared.Line, point =>
            Assert.False(RaceTrack.Shared.HitsWall(point.X, point.Y, RaceTrack.HalfWidth), $"at {point.X:0.0}, {point.Y:0.0}"));

    [Fact]
    public void The_battery_lasts_about_twenty_minutes_of_driving_and_fills_up_between()
    {
        var battery = new Battery();
        var (seconds, last) = (0, battery.Millivolts);
        while (!battery.Empty)
        {
            battery.Step(0.7, charging: false, 1);
            Assert.True(battery.Millivolts <= last || seconds == 0);
            last = battery.Millivolts;
            seconds++;
        }

        Assert.InRange(seconds, 15 * 60, 25 * 60);
        Assert.Equal(0, battery.Percent);
        battery.Step(0, charging: true, 120);
        Assert.InRange(battery.Percent, 5, 20);
    }

    private double _throttle, _steering;

    private static CarPhysics OnTheGrid() => new(RaceTrack.Shared, RaceTrack.Shared.GridPlace(0));
}
