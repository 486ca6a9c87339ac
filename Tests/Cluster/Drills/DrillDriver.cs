using System.Text.Json;

namespace RcFleet.Cluster.Drills;

/// <summary>
/// A driver at 20 Hz who, when the connection ends, joins again with the same token at the next gateway, and who lets go of
/// the throttle for as long as the car is in neutral.
/// </summary>
internal sealed class DrillDriver : IAsyncDisposable
{
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan BackOff = TimeSpan.FromMilliseconds(200);
    private readonly LiveCluster _cluster;
    private readonly string _token;
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _gate = new();
    private readonly List<Joined> _joins = [];
    private readonly List<Told> _told = [];
    private readonly List<DrillCar.Closed> _closes = [];
    private readonly Task _life;
    private int _door;
    private volatile bool _neutral = true;
    private volatile string? _ended;

    public DrillDriver(LiveCluster cluster, string token, int door)
    {
        (_cluster, _token, _door) = (cluster, token, door);
        _life = Live();
    }

    /// <summary>A join: when it was asked for (null when the gateway did it by itself, on the open connection), when it was answered.</summary>
    public readonly record struct Joined(long? AskedAt, long At, long Epoch, long SecondsLeft);

    /// <summary>The time left as the driver was told it; rounded up.</summary>
    public readonly record struct Told(long At, long Epoch, long SecondsLeft);

    public IReadOnlyList<Joined> Joins
    {
        get
        {
            lock (_gate) return [.. _joins];
        }
    }

    /// <summary>All that the driver was told of the time left, since the last join too.</summary>
    public IReadOnlyList<Told> TimeLeft
    {
        get
        {
            lock (_gate) return [.. _told];
        }
    }

    public IReadOnlyList<DrillCar.Closed> Closes
    {
        get
        {
            lock (_gate) return [.. _closes];
        }
    }

    /// <summary>The epochs of its joins.</summary>
    public IReadOnlyList<long> Epochs => [.. Joins.Select(j => j.Epoch)];

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
                var asked = TimeProvider.System.GetTimestamp();
                await using var socket = await _cluster.Door(_door).Join(_token);
                Join(await socket.First("joined"), asked);
                socket.OnText = Heard;
                using var pace = new PeriodicTimer(Pace, TimeProvider.System);
                for (uint seq = 1; await pace.WaitForNextTickAsync(_stop.Token) && !socket.IsClosed; seq++)
                    await socket.Send(new { type = "drive", seq, t = unchecked((uint)(TimeProvider.System.GetTimestamp() * 1000 / TimeProvider.System.TimestampFrequency)), steering = 0.1, throttle = _neutral ? 0 : 0.4 });
                lock (_gate) _closes.Add(new DrillCar.Closed(TimeProvider.System.GetTimestamp(), socket.CloseCode));
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
        switch (message.GetProperty("type").GetString())
        {
            case "joined":
                Join(message, asked: null);
                break;
            case "state":
                _neutral = message.GetProperty("neutral").GetBoolean();
                lock (_gate) _told.Add(new Told(TimeProvider.System.GetTimestamp(), message.GetProperty("epoch").GetInt64(), message.GetProperty("secondsLeft").GetInt64()));
                break;
            case "ended":
                _ended = message.GetProperty("reason").GetString();
                break;
        }
    }

    private void Join(JsonElement message, long? asked)
    {
        _neutral = true;
        lock (_gate) _joins.Add(new Joined(asked, TimeProvider.System.GetTimestamp(), message.GetProperty("epoch").GetInt64(), message.GetProperty("secondsLeft").GetInt64()));
    }
}
