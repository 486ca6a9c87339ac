using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using RcFleet.VirtualCar.Controller;
using RcFleet.VirtualCar.Diagnostics;
using RcFleet.VirtualCar.Links;
using RcFleet.VirtualCar.Rendering;
using RcFleet.VirtualCar.Streaming;
using RcFleet.VirtualCar.Track;
using RcFleet.VirtualCar.Wire;

namespace RcFleet.VirtualCar;

/// <summary>
/// A car without hardware: camera and control board over the real protocol and real sockets. Start it once, dispose of
/// it once; everything else is thread-safe.
/// </summary>
public sealed class VirtualCar : IAsyncDisposable
{
    /// <summary>The period of physics, pins and safety rules, in ms: a servo's 50 Hz.</summary>
    public const int TickMs = 20;

    private readonly VirtualCarOptions _options;
    private readonly CarClock _clock;
    private readonly SimulatedCar _car;
    private readonly TraceRing _trace;
    private readonly ControlBoard? _control;
    private readonly CameraBoard? _camera;
    private readonly DeviceLink? _controlLink;
    private readonly DeviceLink? _cameraLink;
    private readonly FramePump? _pump;
    private readonly FrameFeed? _feed;
    private readonly StreamServer? _streams;
    private readonly string _streamHost = "127.0.0.1";
    private readonly CancellationTokenSource _ending = new();
    private readonly List<Task> _work = [];
    private readonly Lock _tickGate = new();
    private PwmLogFile? _pwmLog;
    private bool _ticking;
    private int _disposed;

    /// <exception cref="ArgumentException">The options are wrong; the message names every error.</exception>
    public VirtualCar(VirtualCarOptions options)
    {
        var errors = options.Validate();
        if (errors.Count > 0) throw new ArgumentException(string.Join(" ", errors), nameof(options));

        _options = options;
        _clock = new CarClock(options.TimeProvider);
        _trace = new TraceRing(options.TraceCapacity);
        _car = new SimulatedCar(
            new ControllerSettings { MaxCommandAgeMs = options.MaxCommandAgeMs }, RaceTrack.Shared.GridPlace(options.StartPose));
        var log = options.LoggerFactory.CreateLogger<VirtualCar>();

        var controlCredential = options.Car ?? options.Control;
        var cameraCredential = options.Car ?? options.Camera;
        if (controlCredential is not null) _control = new ControlBoard(_car);
        if (cameraCredential is not null)
        {
            var local = LocalAddress.Facing(options.ServerUrl);
            _streamHost = local.AddressFamily == AddressFamily.InterNetworkV6 ? $"[{local}]" : local.ToString();
            var gate = new StreamGate(cameraCredential.DeviceId);
            _feed = new FrameFeed();
            _pump = new FramePump(options.Name, _feed, frame => _cameraLink?.SendFrame(frame.Jpeg), View, () => _clock.NowMs, options.TimeProvider);
            _feed.Joined = _pump.Wake;
            _streams = new StreamServer(
                IPAddress.IsLoopback(local) ? local : local.AddressFamily == AddressFamily.InterNetworkV6 ? IPAddress.IPv6Any : IPAddress.Any,
                options.StreamPort, gate, _feed, () => DeviceMessages.Serialize(_car.Telemetry(_clock.NowMs)), () => _clock.NowMs);
            _camera = new CameraBoard(_car, gate, _pump, _streams.EndStreams, _streams.AllowPages, alone: options.Car is null);
        }

        if (options.Car is { } car)
        {
            _controlLink = _cameraLink = Link(car, () => Register(car, "car"), [_control!, _camera!]);
        }
        else
        {
            if (options.Control is { } control) _controlLink = Link(control, () => Register(control, "control"), [_control!]);
            if (options.Camera is { } camera) _cameraLink = Link(camera, () => Register(camera, "camera"), [_camera!]);
        }

        if (_control is not null) _control.Send = _controlLink!.Send;
        if (_camera is not null) _camera.Send = _cameraLink!.Send;

        DeviceLink Link(DeviceCredential credential, Func<RegisterMessage> register, IReadOnlyList<IDeviceBoard> boards) =>
            new(options.ServerUrl, credential, register, boards, _clock, log);
    }

    /// <summary>The stream's URL without a token, as registered; null without a camera.</summary>
    public Uri? StreamUrl => _streams is null
        ? null
        : new Uri(string.Create(CultureInfo.InvariantCulture, $"http://{_streamHost}:{_streams.Port}/stream"));

    /// <summary>The last ticks, oldest first; empty unless <see cref="VirtualCarOptions.TraceCapacity"/> is set.</summary>
    public IReadOnlyList<TracePoint> Trace => _trace.ToList();

    /// <summary>The car as it is now.</summary>
    public CarSnapshot Snapshot
    {
        get
        {
            var state = _car.State(_clock.NowMs);
            return new CarSnapshot
            {
                Name = _options.Name,
                Pose = state.Pose,
                Speed = state.Speed,
                Odometer = state.Odometer,
                Throttle = state.Output.Throttle,
                Steering = state.Output.Steering,
                Neutral = state.Output.Neutral,
                Armed = state.Output.Armed,
                Stopped = state.Stopped,
                InSession = state.InSession,
                Epoch = state.Epoch,
                AckSeq = state.AckSeq,
                BatteryMv = state.BatteryMv,
                BatteryPercent = state.BatteryPercent,
                Rssi = state.Rssi,
                DriveFrames = _car.DriveFrames.ToDictionary(),
                IgnoredMessages = _car.Ignored,
                MalformedMessages = (_controlLink?.Malformed ?? 0) + (_cameraLink == _controlLink ? 0 : _cameraLink?.Malformed ?? 0),
                FramesDrawn = _pump?.Frames ?? 0,
                FramesSent = _cameraLink?.FramesSent ?? 0,
                Relaying = _pump?.Relaying ?? false,
                Viewers = _feed?.Viewers ?? 0,
                StreamPort = _streams?.Port,
                ControlLink = _controlLink?.State,
                CameraLink = _cameraLink?.State,
            };
        }
    }

    /// <summary>Opens the stream's port and the log file, then connects in the background. Returns before the server has answered.</summary>
    /// <exception cref="IOException">The port is taken, or the log file can't be written.</exception>
    public async Task StartAsync(CancellationToken cancellation = default)
    {
        if (_options.PwmLog is { } path) _pwmLog = new PwmLogFile(path);
        if (_streams is not null) await _streams.StartAsync(cancellation);
        lock (_tickGate) _ticking = true;
        if (_options.TimeProvider == TimeProvider.System) SharedTicker.Instance.Add(Tick);
        else _work.Add(Task.Run(TickLoopAsync, CancellationToken.None));
        if (_pump is not null) _work.Add(Task.Run(() => _pump.RunAsync(_ending.Token), CancellationToken.None));
        foreach (var link in new[] { _controlLink, _cameraLink }.OfType<DeviceLink>().Distinct())
            _work.Add(Task.Run(() => link.RunAsync(_ending.Token), CancellationToken.None));
    }

    /// <summary>A fault for tests: breaks the controller's socket without a word.</summary>
    public void KillControlSocket() => _controlLink?.Kill();

    /// <summary>A fault for tests: breaks the camera's socket without a word.</summary>
    public void KillCameraSocket() => _cameraLink?.Kill();

    /// <summary>A fault for tests: the controller stops reading, so that messages pile up until <see cref="ResumeControlReading"/>.</summary>
    public void StallControlReading() => _controlLink?.StallReading();

    /// <summary>Ends <see cref="StallControlReading"/>: what has piled up arrives in one burst.</summary>
    public void ResumeControlReading() => _controlLink?.ResumeReading();

    /// <summary>A fault for tests: the camera's own HTTP server dies, streams included; its socket to the server lives.</summary>
    public Task KillStreams() => _streams!.StopAsync();

    /// <summary>Ends <see cref="KillStreams"/>: it listens again where it did.</summary>
    public Task ReviveStreams() => _streams!.StartAsync(CancellationToken.None);

    /// <summary>A fault for tests: the direct streams stay open and bring nothing.</summary>
    public void StallStreams(bool stalled) => _streams!.Stalled = stalled;

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0) return;
        SharedTicker.Instance.Remove(Tick);
        lock (_tickGate) _ticking = false;
        await _ending.CancelAsync();
        try
        {
            await Task.WhenAll(_work);
        }
        catch (OperationCanceledException)
        {
            // That is how they end.
        }

        if (_streams is not null) await _streams.DisposeAsync();
        _pwmLog?.Dispose();
        _ending.Dispose();
    }

    // A tester's clock beats by itself.
    private async Task TickLoopAsync()
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(TickMs), _options.TimeProvider);
        while (await timer.WaitForNextTickAsync(_ending.Token)) Tick();
    }

    private void Tick()
    {
        lock (_tickGate)
        {
            if (!_ticking) return;
            var now = _clock.NowMs;
            var (output, trace) = _car.Tick(now, _clock.Timestamp);
            _trace.Add(trace);
            _pwmLog?.Write(now, output);
            _control?.Report(now);
            _camera?.Report(now);
        }
    }

    private RegisterMessage Register(DeviceCredential credential, string role) => new(
        credential.DeviceId, role,
        role == "control" ? null : StreamUrl?.ToString(),
        role == "control" ? [] : ["relay"],
        role == "control" ? null : "high",
        Firmware: "virtual-1.0.0",
        ResetReason: "power-on");

    private View View()
    {
        var now = _clock.NowMs;
        var state = _car.State(now);
        var clock = _options.TimeProvider.GetUtcNow();
        return new View(
            state.Pose, state.Servo, state.Speed,
            _options.Name,
            string.Create(CultureInfo.InvariantCulture, $"{clock:HH:mm:ss.ff} #{_pump!.Frames % 10000:0000}"),
            string.Create(CultureInfo.InvariantCulture, $"{Math.Abs(state.Speed):0.0} m/s  {state.BatteryPercent}%{(state.Output.Neutral ? "  NEUTRAL" : "")}"));
    }
}
