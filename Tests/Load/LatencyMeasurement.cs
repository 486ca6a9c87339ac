using System.Buffers.Text;
using System.Net.WebSockets;
using System.Text;

namespace RcFleet.Load;

/// <summary>
/// A command's way from the driver's socket to the controller's, open loop: each driver sends at its rate whatever
/// happens, and a command counts from the moment at which it was due, so that a stall of the sender is not hidden.
/// </summary>
internal static class LatencyMeasurement
{
    private static readonly TimeSpan TelemetryPeriod = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(2);

    public static async Task<IReadOnlyList<Row>> RunAsync(int cars, int rate, int seconds)
    {
        await using var server = await ServerProcess.StartAsync();
        var links = new List<Link>();
        for (var i = 0; i < cars; i++)
        {
            var carId = $"car-{i}";
            links.Add(new Link(await server.Board(carId, "control"), await server.Driver(carId), rate, seconds + (int)WarmUp.TotalSeconds));
        }

        using var stop = new CancellationTokenSource();
        var receiving = links.Select(l => l.ReceiveAsync(stop.Token)).ToArray();
        var telemetry = links.Select(l => l.TelemetryAsync(stop.Token)).ToArray();
        var draining = links.Select(l => l.DrainDriverAsync(stop.Token)).ToArray();
        var cpu = server.Cpu;
        await Task.WhenAll(links.Select((l, i) => l.SendAsync(i, links.Count)));
        var used = server.Cpu - cpu;
        await Task.Delay(TimeSpan.FromMilliseconds(500), TimeProvider.System);
        await stop.CancelAsync();
        await Task.WhenAll([.. receiving, .. telemetry, .. draining]);

        var latencies = links.SelectMany(l => l.Latencies((int)(rate * WarmUp.TotalSeconds))).Order().ToArray();
        var sent = links.Sum(l => (long)l.Sent);
        var measured = (long)cars * rate * seconds;
        var name = $"command latency, {cars} cars × {rate} Hz × {seconds} s";
        return
        [
            new Row($"{name}: p50", At(latencies, 0.50), "ms"),
            new Row($"{name}: p99", At(latencies, 0.99), "ms"),
            new Row($"{name}: p99.9", At(latencies, 0.999), "ms"),
            new Row($"{name}: arrived of {measured} sent", latencies.Length, "commands"),
            new Row($"{name}: server CPU a command", used.TotalMicroseconds / sent, "µs"),
        ];
    }

    private static double At(double[] sorted, double quantile) =>
        sorted.Length == 0 ? double.NaN : sorted[Math.Min(sorted.Length - 1, (int)(sorted.Length * quantile))];

    private sealed class Link(ClientWebSocket control, ClientWebSocket driver, int rate, int seconds)
    {
        private readonly long[] _due = new long[rate * seconds + 1];
        private readonly long[] _arrived = new long[rate * seconds + 1];

        public int Sent { get; private set; }

        public async Task SendAsync(int index, int of)
        {
            var time = TimeProvider.System;
            var period = (double)time.TimestampFrequency / rate;
            var start = time.GetTimestamp() + (long)(period * index / of);
            for (var seq = 1; seq <= rate * seconds; seq++)
            {
                var due = start + (long)(period * (seq - 1));
                var wait = time.GetElapsedTime(time.GetTimestamp(), due);
                if (wait > TimeSpan.FromMilliseconds(1)) await Task.Delay(wait, time);
                _due[seq] = due;
                var t = due * 1000 / time.TimestampFrequency;
                var message = Encoding.UTF8.GetBytes($"{{\"type\":\"drive\",\"seq\":{seq},\"t\":{unchecked((uint)t)},\"steering\":0.1,\"throttle\":0}}");
                await driver.SendAsync(message, WebSocketMessageType.Text, true, CancellationToken.None);
                Sent++;
            }
        }

        public async Task ReceiveAsync(CancellationToken cancellation)
        {
            var buffer = new byte[1024];
            try
            {
                while (true)
                {
                    await control.ReceiveAsync(buffer, cancellation);
                    var now = TimeProvider.System.GetTimestamp();
                    var at = buffer.AsSpan().IndexOf("\"seq\":"u8);
                    if (at >= 0 && Utf8Parser.TryParse(buffer.AsSpan(at + 6), out int seq, out _) && seq < _arrived.Length) _arrived[seq] = now;
                    Array.Clear(buffer);
                }
            }
            catch (OperationCanceledException)
            {
                // The measurement is over.
            }
        }

        public async Task TelemetryAsync(CancellationToken cancellation)
        {
            try
            {
                while (true)
                {
                    await ServerProcess.Send(control, new { type = "telemetry", batteryPercent = 80, rssi = -60, armed = true, neutral = true });
                    await Task.Delay(TelemetryPeriod, TimeProvider.System, cancellation);
                }
            }
            catch (OperationCanceledException)
            {
                // The measurement is over.
            }
        }

        public async Task DrainDriverAsync(CancellationToken cancellation)
        {
            var buffer = new byte[4096];
            try
            {
                while (true) await driver.ReceiveAsync(buffer, cancellation);
            }
            catch (OperationCanceledException)
            {
                // The measurement is over.
            }
        }

        public IEnumerable<double> Latencies(int from)
        {
            for (var seq = from + 1; seq < _due.Length; seq++)
                if (_arrived[seq] != 0) yield return TimeProvider.System.GetElapsedTime(_due[seq], _arrived[seq]).TotalMilliseconds;
        }
    }
}
