namespace RcFleet.VirtualCar.Tests.Links;

/// <summary>Renews the session and drives at 50 Hz until disposed of.</summary>
internal sealed class FakeDriver : IAsyncDisposable
{
    private readonly CancellationTokenSource _ending = new();
    private readonly Task _driving;
    private int _sent;

    public FakeDriver(FakeConnection connection, uint epoch) => _driving = DriveAsync(connection, epoch);

    /// <summary>As it stands in the frames.</summary>
    public string Throttle { get; set; } = "0";

    public int Sent => Volatile.Read(ref _sent);

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        await _driving;
        _ending.Dispose();
    }

    private async Task DriveAsync(FakeConnection connection, uint epoch)
    {
        try
        {
            using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20), TimeProvider.System);
            var start = TimeProvider.System.GetTimestamp();
            for (var seq = 1u; ; seq++)
            {
                if (seq % 25 == 1) await connection.SessionAsync(epoch);
                var t = (long)TimeProvider.System.GetElapsedTime(start).TotalMilliseconds + 4_294_967_000;   // wraps on the way
                await connection.DriveAsync(epoch, seq, unchecked((uint)t), Throttle);
                Interlocked.Increment(ref _sent);
                await timer.WaitForNextTickAsync(_ending.Token);
            }
        }
        catch (Exception end) when (end is OperationCanceledException or System.Net.WebSockets.WebSocketException or ObjectDisposedException or InvalidOperationException)
        {
            // Asked to end, or the car is gone.
        }
    }
}
