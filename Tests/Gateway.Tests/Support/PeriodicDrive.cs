namespace RcFleet.Gateway.Tests.Support;

/// <summary>Drives at 50 Hz until disposed, as a page does; remembers when each command was sent.</summary>
internal sealed class PeriodicDrive : IDisposable
{
    private readonly ITimer _timer;
    private readonly Lock _gate = new();
    private readonly TestSocket _driver;
    private readonly List<long> _sent = [];
    private double _throttle;

    public PeriodicDrive(TestSocket driver)
    {
        _driver = driver;
        _timer = TimeProvider.System.CreateTimer(_ => Send(), null, TimeSpan.Zero, TimeSpan.FromMilliseconds(20));
    }

    public static long NowMs => TimeProvider.System.GetTimestamp() / (TimeProvider.System.TimestampFrequency / 1000);

    /// <summary>The last sequence that was sent.</summary>
    public uint Seq
    {
        get
        {
            lock (_gate) return (uint)_sent.Count;
        }
    }

    public double Throttle
    {
        get => Volatile.Read(ref _throttle);
        set => Volatile.Write(ref _throttle, value);
    }

    public void Dispose() => _timer.Dispose();

    private void Send()
    {
        lock (_gate)
        {
            var now = NowMs;
            _sent.Add(now);
            _ = Quietly(_sent.Count, now);
        }
    }

    private async Task Quietly(int seq, long now)
    {
        try
        {
            await _driver.Send(new { type = "drive", seq, t = unchecked((uint)now), steering = 0.0, throttle = Throttle });
        }
        catch (Exception e) when (e is System.Net.WebSockets.WebSocketException or InvalidOperationException or ObjectDisposedException)
        {
            // The socket is closed; the test says whether it should be.
        }
    }
}
