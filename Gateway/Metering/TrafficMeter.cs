using RcFleet.Cars;

namespace RcFleet.Gateway.Metering;

/// <summary>
/// Counts one connection's bytes: payload and frame header of every WebSocket message (RFC 6455, 5.2), as if none were
/// fragmented. Any thread may count.
/// </summary>
internal sealed class TrafficMeter(GatewayMetrics metrics)
{
    private const int Rungs = 3;
    private const int Mask = 4;
    private readonly long[] _in = new long[Rungs];
    private readonly long[] _out = new long[Rungs];

    /// <summary>A message of so many bytes came.</summary>
    public void In(Rung rung, int payload)
    {
        var bytes = payload + Header(payload) + Mask;
        Interlocked.Add(ref _in[(int)rung], bytes);
        metrics.BytesIn(rung, bytes);
    }

    /// <summary>A message of so many bytes goes.</summary>
    public void Out(Rung rung, int payload)
    {
        var bytes = payload + Header(payload);
        Interlocked.Add(ref _out[(int)rung], bytes);
        metrics.BytesOut(rung, bytes);
    }

    /// <summary>What was counted since the last call.</summary>
    public Traffic Take() => new(
        Take(_in, Rung.Relay), Take(_out, Rung.Relay),
        Take(_in, Rung.Control), Take(_out, Rung.Control),
        Take(_in, Rung.Signaling), Take(_out, Rung.Signaling));

    private static long Take(long[] counts, Rung rung) => Interlocked.Exchange(ref counts[(int)rung], 0);

    private static int Header(int payload) => payload switch
    {
        < 126 => 2,
        <= ushort.MaxValue => 4,
        _ => 10,
    };
}
