using System.Text.Json;

namespace RcFleet.Cluster.Drills;

/// <summary>A driver at 20 Hz who, when the connection ends, joins again with the same token at the other gateway.</summary>
internal sealed class DrillDriver : IAsyncDisposable
{
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan BackOff = TimeSpan.FromMilliseconds(200);
    private readonly LiveCluster _cluster;
    private readonly string _token;
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _gate = new();
    private readonly List<long> _epochs = [];
    private readonly Task _life;
    private int _door;
    private volatile string? _ended;

    public DrillDriver(LiveCluster cluster, string token, int door)
    {
        (_cluster, _token, _door) = (cluster, token, door);
        _life = Live();
    }

    /// <summary>The epochs of its joins.</summary>
    public IReadOnlyList<long> Epochs
    {
        get
        {
            lock (_gate) return [.. _epochs];
        }
    }

    /// <summary>The reason when the session is over, else null.</summary>
    public string? Ended => _ended;

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
                await using var socket = await _cluster.Doors[_door % _cluster.Doors.Count].Join(_token);
                Joined(await socket.First("joined"));
                socket.OnText = Heard;
                using var pace = new PeriodicTimer(Pace, TimeProvider.System);
                for (uint seq = 1; await pace.WaitForNextTickAsync(_stop.Token) && !socket.IsClosed; seq++)
                    await socket.Send(new { type = "drive", seq, t = unchecked((uint)(TimeProvider.System.GetTimestamp() * 1000 / TimeProvider.System.TimestampFrequency)), steering = 0.1, throttle = seq < 5 ? 0 : 0.4 });
            }
            catch (OperationCanceledException) when (_stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception)
            {
                // That gateway is gone, or its cluster has no car for it yet: the next one.
                await Task.WhenAny(Task.Delay(BackOff, TimeProvider.System, _stop.Token));
            }

            _door++;
        }
    }

    private void Heard(JsonElement message)
    {
        if (message.GetProperty("type").GetString() == "joined") Joined(message);
        else if (message.GetProperty("type").GetString() == "ended") _ended = message.GetProperty("reason").GetString();
    }

    private void Joined(JsonElement message)
    {
        lock (_gate) _epochs.Add(message.GetProperty("epoch").GetInt64());
    }
}
