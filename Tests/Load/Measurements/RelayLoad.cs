using System.Buffers.Text;
using System.Text;
using RcFleet.Load.Client;
using RcFleet.Load.Contestants;

namespace RcFleet.Load.Measurements;

/// <summary>Cameras that send JPEG frames at a fixed rate through the server, each to several viewers.</summary>
internal static class RelayLoad
{
    private const int FramesPerSecond = 20;

    /// <summary>About a 640×480 JPEG of middling quality.</summary>
    private const int FrameBytes = 20_000;

    private const int WarmUpSeconds = 4;
    private static readonly TimeSpan Late = TimeSpan.FromSeconds(1);

    public static async Task<Rows> RunAsync(IContestant server, int cameras, int viewers, int seconds)
    {
        var open = new List<IDisposable>();
        try
        {
            var names = Car.Names(cameras);
            await server.PrepareAsync(names);
            var sources = new RawWebSocket[cameras];
            var rounds = FramesPerSecond * (WarmUpSeconds + seconds);
            var due = new long[cameras * rounds];
            var delays = new List<double>[cameras * viewers];
            for (var i = 0; i < cameras; i++)
            {
                var (camera, control) = (await server.BoardAsync(names[i], "camera"), await server.BoardAsync(names[i], "control"));
                var driver = await server.DriverAsync(names[i]);
                open.AddRange([camera, control, driver]);
                foreach (var socket in new[] { camera, control, driver }) socket.StartReceiving(static (_, _) => { });
                sources[i] = camera;
                for (var v = 0; v < viewers; v++)
                {
                    var (first, into) = (i * rounds, delays[i * viewers + v] = []);
                    var viewer = await server.ViewerAsync(names[i], 2 * FrameBytes);
                    open.Add(viewer);
                    viewer.StartReceiving((opcode, frame) =>
                    {
                        if (opcode == 2 && Frame.IdOf(frame) is var id && id >= FramesPerSecond * WarmUpSeconds) into.Add(Generator.Milliseconds(Generator.Now - due[first + id]));
                    });
                }
            }

            TimeSpan before = default;
            var sender = new Thread(() => Send(sources, due, rounds, () => before = server.Server.Cpu)) { IsBackground = true, Name = "sender" };
            sender.Start();
            await Task.Run(sender.Join);
            var used = server.Server.Cpu - before;
            await Task.Delay(Late, TimeProvider.System);
            var latencies = new Quantiles(delays.SelectMany(d => d));
            return new Rows
            {
                [Rows.Frames] = latencies.Count / (double)seconds,
                [Rows.CpuPerFrame] = used.TotalMicroseconds / Math.Max(1, latencies.Count),
                ["frame latency p50, ms"] = latencies.P50,
                ["frame latency p99, ms"] = latencies.P99,
                ["frames arrived, %"] = latencies.Count * 100.0 / ((double)cameras * viewers * FramesPerSecond * seconds),
            };
        }
        finally
        {
            foreach (var socket in open) socket.Dispose();
        }
    }

    private static void Send(RawWebSocket[] sources, long[] due, int rounds, Action warmedUp)
    {
        using var never = new ManualResetEventSlim();
        var frame = new Frame(FrameBytes);
        var start = Generator.Now;
        for (var round = 0; round < rounds; round++)
        {
            if (round == FramesPerSecond * WarmUpSeconds) warmedUp();
            for (var camera = 0; camera < sources.Length; camera++)
            {
                var at = start + (long)(Generator.TicksPerSecond / (double)FramesPerSecond * (round + (double)camera / sources.Length));
                while (at > Generator.Now) never.Wait(1);
                due[camera * rounds + round] = at;
                sources[camera].TrySend(frame.With(round));
            }
        }
    }

    // SOI, a COM segment that carries the frame's number in eight digits, filler, EOI.
    private sealed class Frame
    {
        private const int NumberAt = 10;
        private readonly byte[] _bytes;
        private readonly int _payloadAt;

        public Frame(int length)
        {
            var jpeg = new byte[length];
            byte[] head = [0xff, 0xd8, 0xff, 0xfe, 0, 16, .. "rc1 00000000 0"u8];
            head.CopyTo(jpeg, 0);
            jpeg[^2] = 0xff;
            jpeg[^1] = 0xd9;
            _bytes = RawWebSocket.Frame(2, jpeg, out _payloadAt);
        }

        public static int IdOf(ReadOnlySpan<byte> jpeg) => Utf8Parser.TryParse(jpeg.Slice(NumberAt, 8), out int id, out _) ? id : -1;

        public ReadOnlySpan<byte> With(int id)
        {
            Encoding.ASCII.GetBytes(id.ToString("00000000", System.Globalization.CultureInfo.InvariantCulture), _bytes.AsSpan(_payloadAt + NumberAt));
            return _bytes;
        }
    }
}
