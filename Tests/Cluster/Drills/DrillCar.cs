using System.Text;
using System.Text.Json;
using RcFleet.Support;
using RcFleet.VirtualCar;
using RcFleet.VirtualCar.Controller;
using RcFleet.VirtualCar.Diagnostics;
using RcFleet.VirtualCar.Links;
using RcFleet.VirtualCar.Track;
using RcFleet.VirtualCar.Wire;

namespace RcFleet.Cluster.Drills;

/// <summary>
/// A virtual car's control board, with its own dead-man, that keeps every command and when it came, and when it was in
/// neutral; when its connection ends, it connects again wherever it can.
/// </summary>
internal sealed class DrillCar : IAsyncDisposable
{
    /// <summary>How often the pins are looked at; a board writes them every 20 ms.</summary>
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(10);

    private readonly LiveCluster _cluster;
    private readonly string _id;
    private readonly string _key;
    private readonly SimulatedCar _car = new(new ControllerSettings(), RaceTrack.Shared.GridPlace(0));
    private readonly CarClock _clock = new(TimeProvider.System);
    private readonly ControlBoard _board;
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _gate = new();
    private readonly List<Taken> _taken = [];
    private readonly List<Pins> _pins = [new(0, Neutral: true)];
    private readonly List<Closed> _closes = [];
    private readonly List<HeldUp> _heldUp = [];
    private readonly List<string> _violations = [];
    private readonly Task _life;
    private readonly Task _watch;
    private byte[]? _telemetry;
    private int _door;
    private long _epoch;
    private long _lookedAt = TimeProvider.System.GetTimestamp();
    private volatile bool _connected;

    private DrillCar(LiveCluster cluster, string id, string key, int door)
    {
        (_cluster, _id, _key, _door) = (cluster, id, key, door);
        _board = new ControlBoard(_car) { Send = telemetry => Volatile.Write(ref _telemetry, telemetry) };
        (_life, _watch) = (Live(), Watch());
    }

    /// <summary>A command that arrived, and on which of the board's connections.</summary>
    public readonly record struct Taken(long At, long Epoch, uint Seq, int Connection);

    /// <summary>From this moment on the controller held the car in neutral, or let it be driven.</summary>
    public readonly record struct Pins(long At, bool Neutral);

    /// <summary>Until this moment nobody had looked at the pins for so long: the drill itself was held up.</summary>
    public readonly record struct HeldUp(long At, double Ms);

    /// <summary>A connection's end, with the server's code if it gave one.</summary>
    public readonly record struct Closed(long At, int? Code);

    public bool Connected => _connected;

    public IReadOnlyList<Taken> Commands
    {
        get
        {
            lock (_gate) return [.. _taken];
        }
    }

    /// <summary>What the controller did, oldest first.</summary>
    public IReadOnlyList<Pins> Changes
    {
        get
        {
            lock (_gate) return [.. _pins];
        }
    }

    /// <summary>When this machine was too busy to run the drill.</summary>
    public IReadOnlyList<HeldUp> HoldUps
    {
        get
        {
            lock (_gate) return [.. _heldUp];
        }
    }

    public IReadOnlyList<Closed> Closes
    {
        get
        {
            lock (_gate) return [.. _closes];
        }
    }

    /// <summary>What must never be: a command or session of an older epoch than one seen before, a sequence that does not grow.</summary>
    public IReadOnlyList<string> Violations
    {
        get
        {
            lock (_gate) return [.. _violations];
        }
    }

    public static async Task<DrillCar> Connect(LiveCluster cluster, string carId, int door)
    {
        var key = await cluster.Doors[0].Provision(carId + "-ctl", carId, "control");
        var car = new DrillCar(cluster, carId + "-ctl", key, door);
        await Eventually.True(() => car.Connected, cluster.Logs, TimeSpan.FromSeconds(20));
        return car;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_life, _watch);
        _stop.Dispose();
    }

    private async Task Watch()
    {
        try
        {
            using var beat = new PeriodicTimer(Beat, TimeProvider.System);
            while (await beat.WaitForNextTickAsync(_stop.Token))
            {
                lock (_gate) Look();
                _board.Report(_clock.NowMs);
            }
        }
        catch (OperationCanceledException)
        {
            // The end.
        }
    }

    private async Task Live()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                await using var socket = await _cluster.Door(_door).Socket("/ws/device", _key);
                socket.OnText = Heard;
                await socket.Send(new { type = "register", deviceId = _id, role = "control" });
                await socket.Next("registered");
                _connected = true;
                using var beat = new PeriodicTimer(Beat, TimeProvider.System);
                while (await beat.WaitForNextTickAsync(_stop.Token) && !socket.IsClosed)
                {
                    if (Interlocked.Exchange(ref _telemetry, null) is { } telemetry) await socket.SendText(Encoding.UTF8.GetString(telemetry));
                }

                lock (_gate) _closes.Add(new Closed(TimeProvider.System.GetTimestamp(), socket.CloseCode));
            }
            catch (OperationCanceledException) when (_stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception)
            {
                // That gateway is gone, or does not answer: the next one.
            }

            _connected = false;
            lock (_gate)
            {
                _board.Closed(_clock.NowMs);
                Look();
                _door++;
            }
        }
    }

    private void Heard(JsonElement json)
    {
        lock (_gate)
        {
            var message = ServerMessageReader.Read(Encoding.UTF8.GetBytes(json.GetRawText()));
            switch (message)
            {
                case SessionMessage session:
                    if (session.Epoch < _epoch) _violations.Add($"session of epoch {session.Epoch} after {_epoch}");
                    _epoch = Math.Max(_epoch, session.Epoch);
                    break;
                case DriveMessage drive:
                    if (drive.Epoch < _epoch) _violations.Add($"drive of epoch {drive.Epoch} in {_epoch}");
                    _epoch = Math.Max(_epoch, drive.Epoch);
                    if (_taken.Count > 0 && _taken[^1] is var last && last.Epoch == drive.Epoch && drive.Seq <= last.Seq) _violations.Add($"seq {drive.Seq} after {last.Seq}");
                    _taken.Add(new Taken(TimeProvider.System.GetTimestamp(), drive.Epoch, drive.Seq, _door));
                    break;
            }

            // A dead-man that has run out since the last look would be forgotten with the next command.
            Look();
            _board.Received(_clock.NowMs, message);
            Look();
        }
    }

    private void Look()
    {
        var now = TimeProvider.System.GetTimestamp();
        if (TimeProvider.System.GetElapsedTime(_lookedAt, now) is var blind && blind > 5 * Beat) _heldUp.Add(new HeldUp(now, blind.TotalMilliseconds));
        _lookedAt = now;
        var neutral = _car.Tick(_clock.NowMs, _clock.Timestamp).Output.Neutral;
        if (neutral != _pins[^1].Neutral) _pins.Add(new Pins(now, neutral));
    }
}
