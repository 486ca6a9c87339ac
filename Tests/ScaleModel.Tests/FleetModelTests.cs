namespace RcFleet.ScaleModel.Tests;

public class FleetModelTests
{
    private readonly FleetModel _model = new(new Assumptions());

    public static TheoryData<string> Routes => ["grain", "direct"];

    [Theory]
    [MemberData(nameof(Routes))]
    public void No_cars_need_the_fewest_processes_and_nothing_that_grows(string route)
    {
        var size = _model.Size(0, route, VideoMix.AllRelay);

        Assert.Equal((FleetModel.FewestSilos, FleetModel.FewestGateways, 1), (size.Silos, size.Gateways, size.Accounts));
        Assert.Equal((0, 0, 0, 0, 0), (size.Commands, size.SocketMessages, size.GrainMessages, size.Blobs, size.EgressTb));
        Assert.Equal(new Assumptions().MembershipPerMinute * (FleetModel.FewestSilos + FleetModel.FewestGateways) / 60, size.Tables, 9);
    }

    [Theory]
    [MemberData(nameof(Routes))]
    public void Nothing_becomes_less_with_more_cars(string route)
    {
        var before = _model.Size(0, route, VideoMix.Of(new Assumptions()));
        for (var cars = 50; cars < 200_000; cars = cars * 3 / 2)
        {
            var now = _model.Size(cars, route, VideoMix.Of(new Assumptions()));
            Assert.True(now.Silos >= before.Silos && now.Gateways >= before.Gateways && now.Accounts >= before.Accounts, $"{cars} cars need fewer processes or accounts");
            Assert.True(now.SiloCores > before.SiloCores && now.GatewayCores > before.GatewayCores && now.Tables > before.Tables && now.EgressTb > before.EgressTb && now.Cost > before.Cost, $"{cars} cars need less");
            before = now;
        }
    }

    [Fact]
    public void Ten_times_the_cars_are_ten_times_the_messages_bytes_and_rides()
    {
        var (few, many) = (_model.Size(1_000, "grain", VideoMix.AllDirect), _model.Size(10_000, "grain", VideoMix.AllDirect));

        Assert.Equal(few.Commands * 10, many.Commands, 6);
        Assert.Equal(few.SocketMessages * 10, many.SocketMessages, 6);
        Assert.Equal(few.GrainMessages * 10, many.GrainMessages, 6);
        Assert.Equal(few.Blobs * 10, many.Blobs, 6);
        Assert.Equal(few.EgressMbits * 10, many.EgressMbits, 6);
        Assert.Equal(few.EgressCost * 10, many.EgressCost, 6);
    }

    [Theory]
    [InlineData(1_000)]
    [InlineData(10_000)]
    [InlineData(100_000)]
    public void Every_process_keeps_its_headroom_and_one_fewer_would_not(int cars)
    {
        var a = new Assumptions();
        var size = _model.Size(cars, "grain", VideoMix.AllRelay);
        var room = 1 - a.HeadroomPercent / 100;

        Assert.InRange(size.SiloCores, 0, size.Silos * a.SiloVcpus * room);
        Assert.InRange(size.GatewayCores, 0, size.Gateways * a.GatewayVcpus * room);
        var cost = RouteCost.Of("grain").Silos;
        if (size.Silos > FleetModel.FewestSilos) Assert.True(cost.Cores(size.Silos - 1, cars, size.Commands) > (size.Silos - 1) * a.SiloVcpus * room, "a silo too many");
    }

    [Fact]
    public void The_direct_route_sends_no_commands_to_the_silos_and_takes_few_states_from_them()
    {
        var (grain, direct) = (_model.Size(10_000, "grain", VideoMix.AllDirect), _model.Size(10_000, "direct", VideoMix.AllDirect));

        Assert.Equal(10_000 * (2 * (20 + 5) + 3 * 2), grain.GrainMessages, 6);
        Assert.Equal(10_000 * (5 + 1 + 3 * 2), direct.GrainMessages, 6);
    }

    [Fact]
    public void A_gateway_takes_no_more_sockets_than_it_may()
    {
        var size = new FleetModel(new Assumptions { SocketsPerGateway = 1_000 }).Size(10_000, "direct", VideoMix.AllWebRtc);

        Assert.Equal(10_000 * FleetModel.SocketsPerCar / 1_000, size.Gateways);
    }

    [Fact]
    public void Storage_of_a_ride_is_its_beginning_and_end_and_its_minutes()
    {
        var model = new FleetModel(new Assumptions { TablesPerRide = 20, TablesPerMinute = 13, BlobsPerRide = 4, MembershipPerMinute = 0, RideMinutes = 10 });

        Assert.Equal(20, model.TablesOfRide(0));
        Assert.Equal(20 + 13 * 1.5, model.TablesOfRide(90));
        var size = model.Size(600, "grain", VideoMix.AllDirect);
        Assert.Equal(20 + 130, size.Tables, 9);
        Assert.Equal(4, size.Blobs, 9);
    }

    [Fact]
    public void A_months_storage_is_what_its_driven_hours_ask_for()
    {
        var model = new FleetModel(new Assumptions { TablesPerRide = 20, TablesPerMinute = 13, BlobsPerRide = 4, MembershipPerMinute = 0, RideMinutes = 10, HoursPerDay = 8, Tables10K = 1, Blobs10K = 100 });
        var size = model.Size(600, "grain", VideoMix.AllDirect);

        Assert.Equal(154 * 30 * 8 * 3600 / 1e6, size.StorageMillions, 6);
        Assert.Equal(30 * 8 * 3600 * (150 / 10_000.0 + 4 / 100.0), size.StorageCost, 4);
    }

    [Fact]
    public void Members_ask_the_store_all_day()
    {
        var few = new FleetModel(new Assumptions { HoursPerDay = 1, MembershipPerMinute = 60 }).Size(0, "grain", VideoMix.AllDirect);

        Assert.Equal(5, few.Tables);
        Assert.Equal(5 * 30 * 86_400 / 1e6, few.StorageMillions, 6);
    }

    [Fact]
    public void More_requests_than_an_account_takes_need_another()
    {
        var model = new FleetModel(new Assumptions { TablesPerRide = 0, TablesPerMinute = 60, BlobsPerRide = 0, MembershipPerMinute = 0, TableLimitPerSecond = 1_000 });

        Assert.Equal(1, model.Size(1_000, "grain", VideoMix.AllDirect).Accounts);
        Assert.Equal(2, model.Size(1_001, "grain", VideoMix.AllDirect).Accounts);
    }

    [Fact]
    public void Egress_of_a_mix_is_the_mix_of_the_rungs()
    {
        var (relay, direct, webRtc) = (_model.EgressPerCar(VideoMix.AllRelay), _model.EgressPerCar(VideoMix.AllDirect), _model.EgressPerCar(VideoMix.AllWebRtc));

        Assert.Equal(0.2 * relay + 0.3 * direct + 0.5 * webRtc, _model.EgressPerCar(new VideoMix("mix", 0.2, 0.3, 0.5)), 6);
        Assert.Equal(400_000, relay - direct, 6);
        Assert.Equal(0, new FleetModel(new Assumptions { TurnPercent = 0, SignalingBytes = 0 }).EgressPerCar(VideoMix.AllWebRtc));
    }

    [Fact]
    public void Cost_is_processes_requests_and_bytes_at_their_prices()
    {
        var size = new FleetModel(new Assumptions { VcpuMonth = 30, Tables10K = 0, Blobs10K = 0, EgressGb = 0.1 }).Size(1_000, "grain", VideoMix.AllRelay);

        Assert.Equal((size.Silos + size.Gateways) * 4 * 30 + size.EgressTb * 100, size.Cost, 6);
    }
}
