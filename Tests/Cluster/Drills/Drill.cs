using System.Globalization;
using RcFleet.Support;

namespace RcFleet.Cluster.Drills;

/// <summary>A cluster in which one car is driven through the other gateway than its own.</summary>
internal sealed class Drill : IAsyncDisposable
{
    public const int CarsDoor = 1;
    public const int DriversDoor = 0;

    /// <summary>Of the rental.</summary>
    public const int Minutes = 10;

    /// <summary>Commands that came before anything is killed: the drive is well under way.</summary>
    private const int WellUnderWay = 30;

    private DrillCar _car = null!;
    private bool _left;

    // Of the commands before the last kill.
    private long _epoch;

    private Drill(LiveCluster cluster) => Cluster = cluster;

    public LiveCluster Cluster { get; }

    public DrillDriver Driver { get; private set; } = null!;

    public Rental Rental { get; private set; } = null!;

    /// <summary>Two gateways and the silo with the car, which is driven.</summary>
    /// <param name="azurite">See <see cref="LiveCluster.StartAsync"/>.</param>
    /// <param name="route">Likewise.</param>
    /// <param name="settings">Likewise.</param>
    /// <param name="places">Likewise.</param>
    /// <param name="spareSilo">A second silo stands by.</param>
    public static async Task<Drill> StartAsync(Azurite azurite, string route, IReadOnlyDictionary<string, string>? settings = null, Func<string, Place>? places = null, bool spareSilo = false)
    {
        var drill = new Drill(await LiveCluster.StartAsync(azurite, route, settings: settings, places: places));
        try
        {
            drill._car = await DrillCar.Connect(drill.Cluster, "car-1", CarsDoor);
            drill.Rental = await drill.Cluster.Doors[DriversDoor].Rent("car-1", Minutes);
            drill.Driver = new DrillDriver(drill.Cluster, drill.Rental.Token, DriversDoor);
            await drill.Driven();
            if (!spareSilo) return drill;
            await drill.Cluster.AddSilo();
            await drill.Driven();
            return drill;
        }
        catch
        {
            await drill.DisposeAsync();
            throw;
        }
    }

    /// <summary>Waits until a good number of commands more have come, and the car is driven by them.</summary>
    public async Task Driven()
    {
        var before = _car.Commands.Count;
        await Eventually.True(() => _car.Commands.Count >= before + WellUnderWay && !_car.Changes[^1].Neutral, State, TimeSpan.FromSeconds(20));
    }

    /// <summary>Kills a process; the moment at which it was dead.</summary>
    public async Task<long> Kill(Member member)
    {
        UnderWay();
        await member.Kill();
        return TimeProvider.System.GetTimestamp();
    }

    /// <summary>From now on a higher epoch is one above that of the commands that come now.</summary>
    public void UnderWay() => _epoch = _car.Commands[^1].Epoch;

    /// <summary>Replaces a process by SIGTERM, and waits until the car is driven again.</summary>
    public async Task<Replacement> Stop(Member member)
    {
        var from = TimeProvider.System.GetTimestamp();
        var (drivers, boards) = (Driver.Closes.Count, _car.Closes.Count);
        var unready = await Cluster.Stop(member);
        await Driven();
        return new Replacement(member.Name, LongestGap(from), TimesInNeutral(from), LongestNeutral(from), HeldUp(from), [.. Driver.Closes.Skip(drivers), .. _car.Closes.Skip(boards)], unready, Driver.Epochs);
    }

    /// <summary>Driver and car go for good, without a word to come.</summary>
    public async Task Leave()
    {
        _left = true;
        await Driver.DisposeAsync();
        await _car.DisposeAsync();
    }

    /// <summary>The driver gives the car back, at this door; when that was asked for and when it was done.</summary>
    public async Task<(long AskedAt, long AnsweredAt)> End(int door)
    {
        var asked = TimeProvider.System.GetTimestamp();
        await RemoteServer.Done(await Cluster.Door(door).SendAs(Rental.Token, HttpMethod.Delete, "/api/sessions/" + Rental.SessionId));
        var answered = TimeProvider.System.GetTimestamp();
        await Eventually.True(() => Driver.Ended == "released", State);
        return (asked, answered);
    }

    /// <summary>Waits until the driver drives under a new epoch.</summary>
    public Task HigherEpoch(TimeSpan deadline) => Eventually.True(() => _car.Commands[^1].Epoch > _epoch, State, deadline);

    /// <summary>Waits until commands have come for so long after a moment, or it is well over.</summary>
    public Task DrivenFor(long from, TimeSpan span) =>
        Eventually.True(() => Since(from, _car.Commands[^1].At) > span.TotalMilliseconds, State, span + TimeSpan.FromSeconds(20));

    /// <summary>Waits until commands come on another connection of the board's.</summary>
    public Task NewConnection(TimeSpan deadline) => Eventually.True(() => _car.Commands[^1].Connection > _car.Commands[0].Connection, State, deadline);

    /// <summary>Milliseconds after the death at which the last command came before those of a higher epoch; negative before it.</summary>
    public double LastBeforeHigherEpoch(long killed) => Since(killed, _car.Commands.Last(c => c.Epoch == _epoch).At);

    /// <summary>Milliseconds after the death at which the first command of a higher epoch came.</summary>
    public double FirstOfHigherEpoch(long killed) => Since(killed, _car.Commands.First(c => c.Epoch > _epoch).At);

    /// <summary>Milliseconds after the death at which the first command came on the board's new connection.</summary>
    public double FirstOfNewConnection(long killed) => Since(killed, _car.Commands.First(c => c.Connection > _car.Commands[0].Connection).At);

    /// <summary>How often since that moment the controller was in neutral.</summary>
    public int TimesInNeutral(long from) => Neutrals(from).Count();

    /// <summary>The longest time in neutral since that moment, in milliseconds; 0 when there was none.</summary>
    public double LongestNeutral(long from) => Neutrals(from).Select(n => Since(n.From, n.To)).DefaultIfEmpty().Max();

    /// <summary>Milliseconds after that moment at which the controller went to neutral; negative when it was there already.</summary>
    public double Neutral(long from) => Since(from, Neutrals(from).First().From);

    /// <summary>The longest time since that moment, in milliseconds, for which the machine did not let the drill itself run; 0 when it always did.</summary>
    public double HeldUp(long from) => _car.HoldUps.Where(h => h.At > from).Select(h => h.Ms).DefaultIfEmpty().Max();

    /// <summary>The longest time without a command since that moment, in milliseconds.</summary>
    public double LongestGap(long from) => Gaps(from).Max();

    /// <summary>
    /// How many commands of one epoch were lost one after the other since that moment, at most. Unlike a time, it says
    /// nothing of a machine so busy that the driver itself stood still.
    /// </summary>
    public long LostInARow(long from)
    {
        DrillCar.Taken[] taken = [_car.Commands.Last(c => c.At <= from), .. _car.Commands.Where(c => c.At > from)];
        return taken.Zip(taken.Skip(1)).Where(p => p.First.Epoch == p.Second.Epoch).Max(p => (long)p.Second.Seq - p.First.Seq - 1);
    }

    /// <summary>Never two holders, never a command of an old epoch, never one twice.</summary>
    public void NothingForbidden()
    {
        Assert.Empty(_car.Violations);
        Assert.Null(Driver.Ended);
        Assert.Equal(Driver.Epochs.Distinct().Order(), Driver.Epochs);
    }

    /// <summary>Milliseconds from one moment to another.</summary>
    public static double Since(long from, long to) => (to - from) * 1000.0 / TimeProvider.System.TimestampFrequency;

    public async ValueTask DisposeAsync()
    {
        if (Driver is not null && !_left) await Driver.DisposeAsync();
        if (_car is not null && !_left) await _car.DisposeAsync();
        await Cluster.DisposeAsync();
    }

    // One that still lasts ends now.
    private IEnumerable<(long From, long To)> Neutrals(long from)
    {
        var changes = _car.Changes;
        var ends = changes.Skip(1).Select(c => c.At).Append(TimeProvider.System.GetTimestamp());
        return changes.Zip(ends, (change, end) => (change.Neutral, Span: (change.At, end))).Where(n => n.Neutral && n.Span.end > from).Select(n => n.Span);
    }

    private IEnumerable<double> Gaps(long from)
    {
        long[] times = [_car.Commands.Last(c => c.At <= from).At, .. _car.Commands.Select(c => c.At).Where(at => at > from)];
        return times.Zip(times.Skip(1), Since);
    }

    private string State() => string.Create(CultureInfo.InvariantCulture, $"{_car?.Commands.Count} commands, epochs {string.Join(", ", Driver?.Epochs ?? [])}, ended {Driver?.Ended}, violations {string.Join("; ", _car?.Violations ?? [])}\n{Cluster.Logs()}");
}
