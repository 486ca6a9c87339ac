using System.Collections.Concurrent;
using System.Globalization;

namespace RcFleet.Firmware.Tests.Support;

/// <summary>The real server as a process, and boards that connect to it.</summary>
internal sealed class Workshop : IAsyncDisposable
{
    private readonly string _folder;
    private readonly ConcurrentStack<IAsyncDisposable> _parts = new(); // tests add cars side by side
    private readonly int _port = SiloProcess.FreePort();

    private readonly string[] _settings;

    private Workshop(string folder, string[] settings) => (_folder, _settings) = (folder, settings);

    public SiloProcess Silo { get; private set; } = null!;

    public RemoteServer Server { get; private set; } = null!;

    public string DeviceUrl => string.Create(CultureInfo.InvariantCulture, $"ws://127.0.0.1:{_port}/ws/device");

    public static async Task<Workshop> Open(params string[] settings)
    {
        var shop = new Workshop(Directory.CreateTempSubdirectory("rcfleet-firmware-").FullName, settings);
        shop.Server = RemoteServer.At(shop._port);
        await shop.StartServer();
        return shop;
    }

    /// <summary>Starts the server, again if it was killed, on the same port and data.</summary>
    public async Task StartServer()
    {
        Silo = await SiloProcess.StartReady(_port, Path.Combine(_folder, "data"), _settings);
        _parts.Push(Silo);
    }

    /// <summary>Runs a control board.</summary>
    public (BoardProcess Board, PulseLog Log) Control(string deviceId, string key, string? url = null)
    {
        var file = Path.Combine(_folder, $"{deviceId}.pwm");
        var board = BoardProcess.Start("rc-control", "--url", url ?? DeviceUrl, "--device", deviceId, "--key", key, "--pwm-log", file, "--battery-mv", "7800");
        _parts.Push(board);
        return (board, new PulseLog(file));
    }

    /// <summary>Runs a camera board on a folder with these pictures.</summary>
    public BoardProcess Camera(string deviceId, string key, IReadOnlyList<byte[]> pictures, string? url = null)
    {
        var frames = Directory.CreateDirectory(Path.Combine(_folder, deviceId)).FullName;
        for (var i = 0; i < pictures.Count; i++)
            File.WriteAllBytes(Path.Combine(frames, string.Create(CultureInfo.InvariantCulture, $"{i:000}.jpg")), pictures[i]);
        var board = BoardProcess.Start("rc-camera", "--url", url ?? DeviceUrl, "--device", deviceId, "--key", key, "--frames", frames, "--port", "0");
        _parts.Push(board);
        return board;
    }

    /// <summary>A car of its own with a control board that is online, and a rental of it.</summary>
    public async Task<(BoardProcess Board, PulseLog Log, Rental Rental)> Car(string carId)
    {
        var (board, log) = Control($"{carId}-ctl", await Server.Provision($"{carId}-ctl", carId, "control"));
        await Online(carId);
        return (board, log, await Server.Rent(carId));
    }

    public Task Online(string carId) =>
        Eventually.Value(() => Server.Car(carId), car => car.GetProperty("controller").GetBoolean(), TimeSpan.FromSeconds(15));

    public async ValueTask DisposeAsync()
    {
        foreach (var part in _parts) await part.DisposeAsync();
        await Server.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
