using System.Text.Json;
using RcFleet.Support;

namespace RcFleet.Cluster.Drills;

/// <summary>A controller that keeps every command and when it came, reports at 5 Hz, and connects again wherever it can.</summary>
internal sealed class DrillCar : IAsyncDisposable
{
    private static readonly TimeSpan Report = TimeSpan.FromMilliseconds(200);
    private readonly LiveCluster _cluster;
    private readonly string _id;
    private readonly string _key;
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _gate = new();
    private readonly List<Taken> _taken = [];
    private readonly List<string> _violations = [];
    private readonly Task _life;
    private int _door;
    private long _epoch;
    private uint _seq;
    private volatile bool _connected;

    private DrillCar(LiveCluster cluster, string id, string key, int door)
    {
        (_cluster, _id, _key, _door) = (cluster, id, key, door);
        _life = Live();
    }

    /// <summary>A command that arrived, and on which of the board's connections.</summary>
    public readonly record struct Taken(long At, long Epoch, uint Seq, int Connection);

    public bool Connected => _connected;

    public IReadOnlyList<Taken> Commands
    {
        get
        {
            lock (_gate) return [.. _taken];
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
        await _life;
        _stop.Dispose();
    }

    private async Task Live()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                await using var socket = await _cluster.Door(_door).Register(_id, _key, new { role = "control" });
                socket.OnText = Heard;
                _connected = true;
                using var beat = new PeriodicTimer(Report, TimeProvider.System);
                while (await beat.WaitForNextTickAsync(_stop.Token) && !socket.IsClosed)
                    await socket.Send(new { type = "telemetry", batteryPercent = 80, epoch = _epoch, ackSeq = _seq, ackAgeMs = 1, armed = true, neutral = false });
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
            _door++;
        }
    }

    private void Heard(JsonElement message)
    {
        lock (_gate)
        {
            switch (message.GetProperty("type").GetString())
            {
                case "session":
                    var epoch = message.GetProperty("epoch").GetInt64();
                    if (epoch < _epoch) _violations.Add($"session of epoch {epoch} after {_epoch}");
                    _epoch = Math.Max(_epoch, epoch);
                    break;
                case "drive":
                    var taken = new Taken(TimeProvider.System.GetTimestamp(), message.GetProperty("epoch").GetInt64(), message.GetProperty("seq").GetUInt32(), _door);
                    if (taken.Epoch < _epoch) _violations.Add($"drive of epoch {taken.Epoch} in {_epoch}");
                    _epoch = Math.Max(_epoch, taken.Epoch);
                    if (_taken.Count > 0 && _taken[^1] is var last && last.Epoch == taken.Epoch && taken.Seq <= last.Seq) _violations.Add($"seq {taken.Seq} after {last.Seq}");
                    _taken.Add(taken);
                    _seq = taken.Seq;
                    break;
            }
        }
    }
}
