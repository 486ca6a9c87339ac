using RcFleet.Cars;
using RcFleet.Devices;
using RcFleet.Rentals;
using RcFleet.Support;

namespace RcFleet.Cluster;

/// <summary>One car of a test: provisioned boards, links that record, and the calls that its gateway would make.</summary>
internal sealed class TestCar(FleetCluster fleet, string id)
{
    private static int _ids;

    private string _controllerConnection = "";
    private string _cameraConnection = "";
    private TimeSpan _cameraQuiet;
    private int _connections;
    private string _driverConnection = "";

    public string Id => id;

    public string ControllerId => id + "-ctl";

    public string CameraId => id + "-cam";

    public FleetCluster Fleet => fleet;

    public ICarGrain Grain => fleet.Grains.GetGrain<ICarGrain>(id);

    public RecordedBoard Controller { get; private set; } = new();

    public RecordedBoard Camera { get; private set; } = new();

    public string ControllerConnection => _controllerConnection;

    /// <summary>A provisioned car, with both boards connected unless told otherwise.</summary>
    public static async Task<TestCar> Create(FleetCluster fleet, bool connected = true)
    {
        var car = new TestCar(fleet, "car-" + Interlocked.Increment(ref _ids));
        await fleet.Grains.GetGrain<IDeviceGrain>(car.ControllerId).Provision(car.Id, DeviceRole.Control);
        await fleet.Grains.GetGrain<IDeviceGrain>(car.CameraId).Provision(car.Id, DeviceRole.Camera);
        if (connected) await car.Connect();
        return car;
    }

    /// <summary>A new code of <paramref name="minutes"/> minutes.</summary>
    public static async Task<string> Code(FleetCluster fleet, int minutes = 10, int uses = 1, params string[] cars)
    {
        var code = RentalCodes.Create();
        Assert.True(await fleet.Grains.GetGrain<IRentalCodeGrain>(RentalCodes.GrainKey(code)).Create(code, new RentalCodeTerms(minutes, uses, [.. cars])));
        return code;
    }

    public Task<string> Code(int minutes = 10, int uses = 1) => Code(fleet, minutes, uses);

    public async Task<RentalCodeInfo> Left(string code) => (await fleet.Grains.GetGrain<IRentalCodeGrain>(RentalCodes.GrainKey(code)).Get())!;

    public async Task Connect()
    {
        await ConnectController();
        await ConnectCamera();
    }

    public async Task<AttachResult> ConnectController(RecordedBoard? board = null, string? connection = null, int registration = 1)
    {
        Controller = board ?? new RecordedBoard();
        _controllerConnection = connection ?? "ctl#" + ++_connections;
        return await Grain.Attach(Attachment(ControllerId, DeviceRole.Control, _controllerConnection, registration), fleet.Reference<IDeviceLink>(Controller));
    }

    public async Task<AttachResult> ConnectCamera()
    {
        Camera = new RecordedBoard();
        return await Grain.Attach(Attachment(CameraId, DeviceRole.Camera, _cameraConnection = "cam#" + ++_connections, 1), fleet.Reference<IDeviceLink>(Camera));
    }

    public Task DropController() => Grain.Detach(ControllerId, _controllerConnection);

    public static DeviceAttachment Attachment(string deviceId, DeviceRole role, string connection, int registration) =>
        new(deviceId, role, connection, registration,
            [new StreamCandidate("lan", "http://192.168.0.31:8080/stream")], ["relay"], "high", "1.4.0", "power-on");

    /// <summary>What the controller sends at 5 Hz in a session.</summary>
    public Task<bool> Hear(uint? ackSeq = null, long? epoch = null, int? battery = null) =>
        Grain.Report(ControllerId, _controllerConnection, new DeviceTelemetry(7400, battery ?? 81, -61, epoch, ackSeq, 12, true, false));

    public Task<GrantResult> Grant(string? code = null) => Grain.Grant(new GrantRequest(code));

    /// <summary>A granted session.</summary>
    public async Task<(SessionInfo Session, string Token)> Granted(string? code = null)
    {
        var result = await Grant(code);
        Assert.Equal(GrantOutcome.Granted, result.Outcome);
        return (result.Session!, result.Token!);
    }

    /// <summary>A driver on that session.</summary>
    public async Task<(RecordedDriver Driver, JoinResult Joined, string Connection)> Join(string token)
    {
        var driver = new RecordedDriver();
        var connection = _driverConnection = "drv#" + ++_connections;
        var joined = await Grain.Join(SessionToken.Hash(token), connection, fleet.Reference<IDriverLink>(driver));
        return (driver, joined, connection);
    }

    /// <summary>A viewer on that session.</summary>
    public async Task<(RecordedDriver Viewer, WatchResult Result)> Watch(string token, string connection)
    {
        var viewer = new RecordedDriver();
        return (viewer, await Grain.Watch(SessionToken.Hash(token), connection, fleet.Reference<IDriverLink>(viewer)));
    }

    /// <summary>Lets time pass in steps of 500 ms; the controller reports at each, and the camera's gateway every 10 s, unless <paramref name="silent"/>; and so does the driver's gateway, unless <paramref name="driverSilent"/>.</summary>
    public async Task Pass(double seconds, bool silent = false, bool driverSilent = false)
    {
        for (var left = TimeSpan.FromSeconds(seconds); left > TimeSpan.Zero; left -= TimeSpan.FromSeconds(0.5))
        {
            fleet.Time.Advance(left < TimeSpan.FromSeconds(0.5) ? left : TimeSpan.FromSeconds(0.5));
            if (!driverSilent && _driverConnection.Length > 0) await Grain.KeepDriver(_driverConnection);
            if (silent)
            {
                await Grain.GetSummary();
                continue;
            }

            await Hear();
            if ((_cameraQuiet += TimeSpan.FromSeconds(0.5)) < TimeSpan.FromSeconds(10)) continue;
            _cameraQuiet = TimeSpan.Zero;
            await Grain.Report(CameraId, _cameraConnection, new DeviceTelemetry(null, null, null, null, null, null, null, null));
        }
    }

    /// <summary>Lets time pass in small steps until the condition holds; fails after <paramref name="seconds"/> of it.</summary>
    public async Task PassUntil(Func<bool> condition, double seconds = 30)
    {
        var step = TimeSpan.FromMilliseconds(100);
        for (var passed = TimeSpan.Zero; passed < TimeSpan.FromSeconds(seconds); passed += step)
        {
            if (condition()) return;
            fleet.Time.Advance(step);
            await Grain.GetSummary();
        }

        await Eventually.True(condition, Describe);
    }

    public Task Sees(Func<bool> condition) => Eventually.True(condition, Describe);

    public string Describe() => $"controller:\n{Controller}\ncamera:\n{Camera}";

    public static DriveCommand Drive(long epoch, uint seq, float throttle = 0.5f, float steering = 0) => new(epoch, seq, 0, steering, throttle);
}
