namespace RcFleet.Gateway.Tests.Support;

/// <summary>Sends a controller's telemetry at 5 Hz, as the contract asks, until disposed.</summary>
internal sealed class PeriodicTelemetry : IDisposable
{
    private readonly ITimer _timer;

    public PeriodicTelemetry(TestSocket control)
    {
        var period = TimeSpan.FromMilliseconds(200);
        _timer = TimeProvider.System.CreateTimer(_ => _ = Send(control), null, TimeSpan.Zero, period);
    }

    public void Dispose() => _timer.Dispose();

    private static async Task Send(TestSocket control)
    {
        try
        {
            await control.Send(new { type = "telemetry", batteryPercent = 90, armed = true, neutral = true });
        }
        catch (Exception e) when (e is System.Net.WebSockets.WebSocketException or InvalidOperationException or ObjectDisposedException)
        {
            // The socket is closed; the test says whether it should be.
        }
    }
}
