using RcFleet.Load.Client;
using RcFleet.Load.Contestants;

namespace RcFleet.Load.Measurements;

/// <summary>
/// Commands at a fixed rate whatever the server does. A command counts from the moment at which it was due, so that a
/// stall of the server or of the sender is not hidden (coordinated omission).
/// </summary>
internal static class OpenLoop
{
    /// <summary>How long a command may still be under way after the last was sent.</summary>
    private static readonly TimeSpan Late = TimeSpan.FromSeconds(1);

    private const int TelemetryRate = 5;

    /// <summary>Measures; what runs before, on code not yet compiled and cold caches, is not measured.</summary>
    public static async Task<Rows> RunAsync(IContestant server, int cars, int rate, int warmUp, int seconds)
    {
        var fleet = await Car.ConnectAsync(server, cars);
        try
        {
            var run = new Run(fleet, rate, warmUp + seconds);
            for (var i = 0; i < cars; i++) run.Listen(i);
            Processors before = default!;
            var sender = new Thread(() => run.Send(warmUp * rate, () => before = Processors.Of(server))) { IsBackground = true, Name = "sender" };
            sender.Start();
            await Task.Run(sender.Join);
            var used = Processors.Of(server).Since(before);
            await Task.Delay(Late, TimeProvider.System);

            var latencies = new Quantiles(run.Latencies(warmUp * rate));
            var sent = (double)cars * rate * seconds;
            var rows = new Rows
            {
                [Rows.CpuPerCommand] = used.Server.TotalMicroseconds / sent,
                [Rows.P50] = latencies.P50,
                [Rows.P99] = latencies.P99,
                [Rows.P999] = latencies.P999,
                [Rows.Arrived] = latencies.Count / sent * 100,
                [Rows.Resident] = server.Processes.Sum(p => p.Process.ResidentBytes) / (1024.0 * 1024),
            };
            if (used.ByRole.Count > 1)
                foreach (var (role, cpu) in used.ByRole) rows[Rows.CpuOf(role)] = cpu.TotalMicroseconds / sent;
            if (used.BusyPercent is { } busy) rows[Rows.MachineBusy] = busy;
            var closed = fleet.Count(c => c.Control.ClosedBecause is not null || c.Driver.ClosedBecause is not null);
            if (closed > 0) rows["connections closed by the server"] = closed;
            foreach (var (reason, count) in await server.DropsAsync()) rows[$"dropped: {reason}"] = count;
            return rows;
        }
        finally
        {
            foreach (var car in fleet) car.Dispose();
        }
    }

    private sealed class Run(Car[] fleet, int rate, int seconds)
    {
        private readonly long[] _due = new long[fleet.Length * rate * seconds];
        private readonly long[] _arrived = new long[fleet.Length * rate * seconds];

        private int PerCar => rate * seconds;

        public void Listen(int car)
        {
            fleet[car].Driver.StartReceiving(static (_, _) => { });
            fleet[car].Control.StartReceiving((_, message) =>
            {
                var seq = DriveFrame.SeqOf(message);
                if (seq > 0 && seq <= PerCar) _arrived[car * PerCar + seq - 1] = Generator.Now;
            });
        }

        // Cars in turn, each at its own phase of the period; telemetry of a car at every fourth command of 20.
        public void Send(int warm, Action warmedUp)
        {
            using var never = new ManualResetEventSlim();
            var period = (double)Generator.TicksPerSecond / rate;
            var start = Generator.Now;
            var each = Math.Max(1, rate / TelemetryRate);
            for (var round = 0; round < PerCar; round++)
            {
                if (round == warm) warmedUp();
                for (var car = 0; car < fleet.Length; car++)
                {
                    var due = start + (long)(period * (round + (double)car / fleet.Length));
                    while (due > Generator.Now) never.Wait(1);
                    _due[car * PerCar + round] = due;
                    fleet[car].Drive((uint)round + 1, due);
                    if ((round + car) % each == 0) fleet[car].SendTelemetry();
                }
            }
        }

        public IEnumerable<double> Latencies(int from)
        {
            for (var car = 0; car < fleet.Length; car++)
                for (var i = car * PerCar + from; i < (car + 1) * PerCar; i++)
                    if (_arrived[i] != 0) yield return Generator.Milliseconds(_arrived[i] - _due[i]);
        }
    }
}
