using System.Collections.Concurrent;
using RcFleet.Load.Client;
using RcFleet.Load.Contestants;

namespace RcFleet.Load.Measurements;

/// <summary>Every board of a fleet connects at the same moment, as after an outage.</summary>
internal static class ConnectStorm
{
    public static async Task<Rows> RunAsync(IContestant server, int cars)
    {
        var names = Car.Names(cars);
        await server.PrepareAsync(names);
        var open = new ConcurrentBag<RawWebSocket>();
        var failures = 0;
        var (begun, cpu) = (Generator.Now, server.Server.Cpu);
        var times = await Task.WhenAll(names.SelectMany(car => new[] { (car, role: "control"), (car, role: "camera") }).Select(async board =>
        {
            try
            {
                var socket = await server.BoardAsync(board.car, board.role);
                socket.StartReceiving(static (_, _) => { });
                open.Add(socket);
            }
            catch (Exception e) when (e is InvalidOperationException or System.Net.Sockets.SocketException or OperationCanceledException)
            {
                Interlocked.Increment(ref failures);
            }

            return Generator.Milliseconds(Generator.Now - begun);
        }));
        var used = server.Server.Cpu - cpu;
        foreach (var socket in open) socket.Dispose();
        var all = new Quantiles(times);
        return new Rows
        {
            [$"{2 * cars} boards connect at once: registered, p50, ms"] = all.P50,
            [$"{2 * cars} boards connect at once: the last is registered, ms"] = all.Max,
            [$"{2 * cars} boards connect at once: refused"] = failures,
            [$"{2 * cars} boards connect at once: server CPU a board, µs"] = used.TotalMicroseconds / (2 * cars),
        };
    }
}
