using RcFleet.Load.Client;
using RcFleet.Load.Contestants;

namespace RcFleet.Load.Measurements;

/// <summary>
/// As many commands as the server carries: each car's next one leaves when the one before has arrived, or is given up after
/// a second. What comes out is a throughput, never a latency.
/// </summary>
internal static class ClosedLoop
{
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(8);
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(200);

    public static async Task<Rows> RunAsync(IContestant server, int cars, int seconds)
    {
        var fleet = await Car.ConnectAsync(server, cars);
        try
        {
            var run = new Run(fleet);
            for (var i = 0; i < cars; i++) run.Start(i);
            await run.KeepGoingAsync(WarmUp);
            var (arrived, cpu, from) = (run.Arrived, server.Server.Cpu, Generator.Now);
            await run.KeepGoingAsync(TimeSpan.FromSeconds(seconds));
            var (count, used, took) = (run.Arrived - arrived, server.Server.Cpu - cpu, Generator.Milliseconds(Generator.Now - from) / 1000);
            return new Rows
            {
                [Rows.Saturated] = count / took,
                [Rows.CpuAtSaturation] = used.TotalMicroseconds / Math.Max(1, count),
            };
        }
        finally
        {
            foreach (var car in fleet) car.Dispose();
        }
    }

    private sealed class Run(Car[] fleet)
    {
        private readonly uint[] _seq = new uint[fleet.Length];
        private readonly long[] _sentAt = new long[fleet.Length];
        private readonly Lock[] _gates = [.. fleet.Select(_ => new Lock())];
        private long _arrived;

        public long Arrived => Volatile.Read(ref _arrived);

        public void Start(int car)
        {
            fleet[car].Driver.StartReceiving(static (_, _) => { });
            fleet[car].Control.StartReceiving((_, message) =>
            {
                if (DriveFrame.SeqOf(message) is not (> 0 and var seq)) return;
                lock (_gates[car])
                {
                    if (seq != _seq[car]) return;
                    Interlocked.Increment(ref _arrived);
                    Next(car);
                }
            });
            lock (_gates[car]) Next(car);
        }

        // Telemetry as a board would send it, and a new command where the last was dropped.
        public async Task KeepGoingAsync(TimeSpan span)
        {
            var until = Generator.Now + (long)(span.TotalSeconds * Generator.TicksPerSecond);
            while (Generator.Now < until)
            {
                for (var car = 0; car < fleet.Length; car++)
                {
                    fleet[car].SendTelemetry();
                    lock (_gates[car])
                        if (Generator.Now - _sentAt[car] > Generator.TicksPerSecond) Next(car);
                }

                await Task.Delay(Tick, TimeProvider.System);
            }
        }

        private void Next(int car)
        {
            var now = Generator.Now;
            _sentAt[car] = now;
            fleet[car].Drive(++_seq[car], now);
        }
    }
}
