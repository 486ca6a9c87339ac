using System.Globalization;
using RcFleet.VirtualCar;
using RcFleet.VirtualCar.Controller;
using RcFleet.VirtualCar.Diagnostics;
using RcFleet.VirtualCar.Physics;

namespace RcFleet.Browser.Support;

/// <summary>A virtual car on its own sockets, and what its telemetry says of each 20 ms.</summary>
internal sealed class TrackCar : IAsyncDisposable
{
    /// <summary>The car is in neutral within this of any reason to stop (DESIGN.md, safety rule 4).</summary>
    public const double NeutralWithinMs = 300;

    /// <summary>How long the motor must stay off, from then on.</summary>
    private const double StaysOffMs = 500;

    /// <summary>Ticks that a busy machine may miss before the brake is seen to have done its work.</summary>
    private const double BrakeSlackMs = 60;

    private readonly VirtualCar.VirtualCar _car;
    private readonly VirtualCarOptions _cameraBoard;
    private VirtualCar.VirtualCar? _camera;

    private TrackCar(string id, VirtualCar.VirtualCar car, VirtualCarOptions cameraBoard) => (Id, _car, _cameraBoard) = (id, car, cameraBoard);

    public string Id { get; }

    public CarSnapshot Now => _car.Snapshot;

    private IReadOnlyList<TracePoint> Trace => _car.Trace;

    private long Taken => Now.DriveFrames[DriveRefusal.Accepted];

    /// <summary>Provisions both boards of a new car, connects them, and waits until the lobby could rent it.</summary>
    /// <param name="server">The server.</param>
    /// <param name="id">Of the car.</param>
    /// <param name="cameraApart">The camera board has a battery of its own, and a track of its own on which it stands still.</param>
    public static async Task<TrackCar> Start(RemoteServer server, string id, bool cameraApart = false)
    {
        var camera = new VirtualCarOptions
        {
            ServerUrl = new UriBuilder(server.Url) { Scheme = "ws", Path = "/ws/device" }.Uri,
            Name = id,
            Camera = new DeviceCredential(id + "-cam", await server.Provision(id + "-cam", id, "camera")),
        };
        var whole = camera with
        {
            Camera = cameraApart ? null : camera.Camera,
            Control = new DeviceCredential(id + "-ctl", await server.Provision(id + "-ctl", id, "control")),
            TraceCapacity = 5000,
        };
        var car = new TrackCar(id, new VirtualCar.VirtualCar(whole), camera);
        await car._car.StartAsync();
        if (cameraApart) await car.CameraOn();
        await Eventually.Value(() => server.Car(id), c => c.GetProperty("status").GetString() == "available" && c.GetProperty("camera").GetBoolean());
        return car;
    }

    /// <summary>Boots a camera board that has a battery of its own.</summary>
    public async Task CameraOn()
    {
        _camera = new VirtualCar.VirtualCar(_cameraBoard);
        await _camera.StartAsync();
    }

    /// <summary>Pulls its battery.</summary>
    public async Task CameraOff()
    {
        _camera!.KillCameraSocket();
        await _camera.DisposeAsync();
    }

    /// <summary>The camera's own HTTP server dies; the board and its socket live.</summary>
    public Task KillStreams() => _car.KillStreams();

    /// <summary>It listens again.</summary>
    public Task ReviveStreams() => _car.ReviveStreams();

    /// <summary>The direct stream stays open and brings nothing.</summary>
    public void StallStreams(bool stalled) => _car.StallStreams(stalled);

    /// <summary>Waits until the motor runs and the car has picked up speed.</summary>
    public Task Drives(double metresPerSecond = 0.8) =>
        Eventually.True(() => Now is var now && now.Throttle > 0.5 && now.Speed >= metresPerSecond, Describe);

    /// <summary>Waits until the motor has been off for half a second since <paramref name="cause"/> and the car stands; that must have begun in time.</summary>
    public async Task<Halt> HaltsWithin(double neutralMs, long cause)
    {
        Halt? halt = null;
        await Eventually.True(() => (halt = HaltSince(cause)) is not null, Describe, TimeSpan.FromSeconds(5));
        Assert.True(halt!.SpeedBefore > 0.3, $"The car did not drive before it was to stop. {Describe()}");
        Assert.True(halt.NeutralAfterMs <= neutralMs, $"The motor was on for {halt.NeutralAfterMs:0} ms, {neutralMs:0} allowed. {Describe()}");
        var rolled = halt.AtRestAfterMs - halt.NeutralAfterMs;
        Assert.True(rolled <= halt.SpeedAtNeutral / CarPhysics.NeutralBrake * 1000 + BrakeSlackMs, $"The car rolled for {rolled:0} ms. {Describe()}");
        return halt;
    }

    /// <summary>Waits until the car has taken so many more drive frames.</summary>
    public async Task Takes(int frames)
    {
        var until = Taken + frames;
        await Eventually.True(() => Taken >= until, Describe);
    }

    /// <summary>Watches the motor for half a second from <paramref name="since"/>: it must be off.</summary>
    public async Task StaysOff(long since)
    {
        await Eventually.True(() => Trace is [.., var last] && Clock.Ms(since, last.Timestamp) > StaysOffMs, Describe);
        StayedOff(since);
    }

    /// <summary>Asserts that the motor has been off from <paramref name="since"/> until now.</summary>
    public void StayedOff(long since) =>
        Assert.True(Trace.Where(p => p.Timestamp > since).All(p => p.Throttle == 0), $"The motor ran. {Describe()}");

    /// <summary>The first moment after <paramref name="since"/> at which the motor ran.</summary>
    public long? FirstPush(long since) => Trace.Where(p => p.Timestamp > since && p.Throttle != 0).Select(p => (long?)p.Timestamp).FirstOrDefault();

    /// <summary>The greatest throttle either way after <paramref name="since"/>.</summary>
    public double HardestPush(long since) => Trace.Where(p => p.Timestamp > since).Max(p => Math.Abs(p.Throttle));

    public async ValueTask DisposeAsync()
    {
        await _car.DisposeAsync();
        if (_camera is not null) await _camera.DisposeAsync();
    }

    private Halt? HaltSince(long cause)
    {
        var trace = Trace;
        var last = -1;
        for (var i = 0; i < trace.Count; i++)
            if (trace[i].Throttle != 0) last = i;
        if (last + 1 >= trace.Count) return null;
        var off = trace[last + 1];
        var rest = trace.Skip(last + 1).FirstOrDefault(p => p.Speed == 0);
        var end = trace[^1].Timestamp;
        if (rest.Timestamp == 0 || Clock.Ms(off.Timestamp, end) < StaysOffMs || Clock.Ms(cause, end) < StaysOffMs) return null;
        var before = trace.LastOrDefault(p => p.Timestamp <= cause).Speed;
        return new Halt(Clock.Ms(cause, off.Timestamp), Clock.Ms(cause, rest.Timestamp), before, trace[Math.Max(0, last)].Speed, rest.Timestamp);
    }

    private string Describe()
    {
        var now = Now;
        var ticks = Trace.TakeLast(60).Select(p => string.Create(CultureInfo.InvariantCulture, $"{p.Milliseconds}:{p.Throttle:0.00}{(p.Neutral ? "N" : "")}/{p.Speed:0.0}"));
        return $"{Id} epoch {now.Epoch}, armed {now.Armed}, stopped {now.Stopped}, in session {now.InSession}, ack {now.AckSeq}, "
            + $"frames {string.Join(" ", now.DriveFrames.Select(f => $"{f.Key}={f.Value}"))}, control {now.ControlLink}, camera {now.CameraLink}; ms:throttle/speed {string.Join(" ", ticks)}";
    }
}
