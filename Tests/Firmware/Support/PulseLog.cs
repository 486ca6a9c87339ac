using System.Globalization;

namespace RcFleet.Firmware.Tests.Support;

/// <summary>A line of the pulse log.</summary>
/// <param name="At">ms of the machine's monotonic clock.</param>
/// <param name="Throttle">µs; 1500 is neutral.</param>
/// <param name="Steering">µs; 1500 is straight ahead.</param>
/// <param name="Armed">The board is armed.</param>
internal sealed record Pulse(long At, int Throttle, int Steering, bool Armed)
{
    public bool Neutral => Throttle == 1500;
}

/// <summary>What rc-control's pins carried: the verdict of these tests.</summary>
internal sealed class PulseLog(string path)
{
    /// <summary>The clock of the log, in ms. Every process on the machine reads the same one.</summary>
    public static long Now => TimeProvider.System.GetTimestamp() / (TimeProvider.System.TimestampFrequency / 1000);

    public IReadOnlyList<Pulse> All()
    {
        if (!File.Exists(path)) return [];
        using var file = new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        var lines = file.ReadToEnd().Split('\n');
        return [.. lines.SkipLast(1).Select(Read)];
    }

    public Pulse? Last() => All() is [.., var last] ? last : null;

    /// <summary>The first pulse from this moment on that fits.</summary>
    public async Task<Pulse> First(long from, Func<Pulse, bool> fits, string what)
    {
        Pulse? found = null;
        await Eventually.True(
            () => (found = All().FirstOrDefault(pulse => pulse.At >= from && fits(pulse))) is not null,
            () => $"no {what} since {from}; last: {string.Join(", ", All().TakeLast(5))}");
        return found!;
    }

    /// <summary>The first neutral pulse after which none was other than neutral, once the log has reached <paramref name="until"/>.</summary>
    public async Task<Pulse> NeutralSince(long from, long until)
    {
        await First(until, _ => true, "line");
        var after = All().Where(pulse => pulse.At >= from).ToList();
        var moving = after.FindLastIndex(pulse => !pulse.Neutral);
        Assert.True(moving + 1 < after.Count, $"still moving at {until}: {after[^1]}");
        return after[moving + 1];
    }

    /// <summary>How much longer than 20 ms the machine kept the board's tick waiting at worst, in ms.</summary>
    public long Stall(long from, long until)
    {
        var ticks = All().Where(pulse => pulse.At >= from - 100 && pulse.At <= until + 100).Select(pulse => pulse.At).ToList();
        return ticks.Zip(ticks.Skip(1), (a, b) => b - a - 20).DefaultIfEmpty(0).Max();
    }

    private static Pulse Read(string line)
    {
        var parts = line.Split(' ');
        return new Pulse(Number(parts[0]), (int)Number(parts[1]), (int)Number(parts[2]), parts[3] == "1");
    }

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);
}
