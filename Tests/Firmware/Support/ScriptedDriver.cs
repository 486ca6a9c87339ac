using System.Net.WebSockets;

namespace RcFleet.Firmware.Tests.Support;

/// <summary>A driver that holds the stick: sends a frame every 25 ms until told otherwise.</summary>
internal sealed class ScriptedDriver : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private Task _sending = Task.CompletedTask;
    private uint _seq;
    private volatile bool _holding;
    private double _throttle, _steering;
    private long _lastSent;
    private int _sentSoFar;

    private ScriptedDriver(TestSocket socket) => Socket = socket;

    public TestSocket Socket { get; }

    /// <summary>When the last frame was handed to the network.</summary>
    public long LastSent => Interlocked.Read(ref _lastSent);

    public static async Task<ScriptedDriver> Join(RemoteServer server, string token)
    {
        var driver = new ScriptedDriver(await server.Join(token));
        driver._sending = driver.Send();
        return driver;
    }

    /// <summary>Holds the stick there from now on.</summary>
    public void Hold(double throttle, double steering = 0)
    {
        Volatile.Write(ref _throttle, throttle);
        Volatile.Write(ref _steering, steering);
        Volatile.Write(ref _sentSoFar, 0);
        _holding = true;
    }

    /// <summary>Lets go of the stick, and has said so.</summary>
    public async Task LetGo()
    {
        Hold(0);
        await Eventually.True(() => Volatile.Read(ref _sentSoFar) >= 4, () => $"{_sentSoFar} frames sent");
    }

    /// <summary>Sends nothing more, as a browser that hangs.</summary>
    public void FallSilent() => _holding = false;

    public Task PressStop() => Socket.Send(new { type = "stop" });

    /// <summary>Lets go of the stick until the car is armed, then pushes it, and waits for the pulses to follow.</summary>
    public async Task<Pulse> Drive(PulseLog log, double throttle, double steering = 0)
    {
        await LetGo();
        await log.First(PulseLog.Now, pulse => pulse.Armed, "armed pulse");
        var from = PulseLog.Now;
        Hold(throttle, steering);
        var wanted = (int)Math.Round(1500 + 500 * throttle);
        return await log.First(from, pulse => Math.Abs(pulse.Throttle - wanted) <= 1, $"throttle {wanted}");
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _sending;
        await Socket.DisposeAsync();
        _stop.Dispose();
    }

    private async Task Send()
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(25), TimeProvider.System);
        try
        {
            while (await timer.WaitForNextTickAsync(_stop.Token))
            {
                if (!_holding) continue;
                await Socket.Send(new
                {
                    type = "drive",
                    seq = ++_seq,
                    t = (uint)PulseLog.Now,
                    steering = Volatile.Read(ref _steering),
                    throttle = Volatile.Read(ref _throttle),
                });
                Interlocked.Exchange(ref _lastSent, PulseLog.Now);
                Interlocked.Increment(ref _sentSoFar);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or WebSocketException or InvalidOperationException or ObjectDisposedException)
        {
            // The test is over, or the socket is closed; the pulses say whether it should be.
        }
    }
}
