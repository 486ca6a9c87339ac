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

    /// <summary>The controller's dead-man: a longer time without a command is a time in neutral.</summary>
    private const int DeadManMs = 250;

    private DrillCar _car = null!;

    private Drill(LiveCluster cluster) => Cluster = cluster;

    public LiveCluster Cluster { get; }

    public DrillDriver Driver { get; private set; } = null!;

    public Rental Rental { get; private set; } = null!;

    public long FirstEpoch { get; private set; }

    public static Task<Drill> StartAsync(Azurite azurite, string route, params (string Name, string Value)[] settings) =>
        StartAsync(azurite, route, LiveCluster.Here, settings);

    public static async Task<Drill> StartAsync(Azurite azurite, string route, Func<string, Place> places, params (string Name, string Value)[] settings)
    {
        var drill = new Drill(await LiveCluster.StartAsync(azurite, route, name: null, places, settings));
        try
        {
            drill._car = await DrillCar.Connect(drill.Cluster, "car-1", CarsDoor);
            drill.Rental = await drill.Cluster.Doors[DriversDoor].Rent("car-1", Minutes);
            drill.Driver = new DrillDriver(drill.Cluster, drill.Rental.Token, DriversDoor);
            await drill.Driven();
            return drill;
        }
        catch
        {
            await drill.DisposeAsync();
            throw;
        }
    }

    /// <summary>Waits until a good number of commands more have come.</summary>
    public async Task Driven()
    {
        var before = _car.Commands.Count;
        await Eventually.True(() => _car.Commands.Count >= before + WellUnderWay, State, TimeSpan.FromSeconds(20));
        FirstEpoch = _car.Commands[^1].Epoch;
    }

    /// <summary>Kills a process; the moment at which it was dead.</summary>
    public static async Task<long> Kill(Member member)
    {
        await member.Kill();
        return TimeProvider.System.GetTimestamp();
    }

    /// <summary>Kills a process while commands of the epoch come that <see cref="HigherEpoch"/> compares with; the moment at which it was dead.</summary>
    public Task<long> KillUnderWay(Member member)
    {
        FirstEpoch = _car.Commands[^1].Epoch;
        return Kill(member);
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
    public Task HigherEpoch(TimeSpan deadline) => Eventually.True(() => _car.Commands[^1].Epoch > FirstEpoch, State, deadline);

    /// <summary>Waits until commands have come for so long after a moment, or it is well over.</summary>
    public Task DrivenFor(long from, TimeSpan span) =>
        Eventually.True(() => Since(from, _car.Commands[^1].At) > span.TotalMilliseconds, State, span + TimeSpan.FromSeconds(20));

    /// <summary>Waits until commands come on another connection of the board's.</summary>
    public Task NewConnection(TimeSpan deadline) => Eventually.True(() => _car.Commands[^1].Connection > _car.Commands[0].Connection, State, deadline);

    /// <summary>Milliseconds after the death at which the last command of the epoch before it came; negative before it.</summary>
    public double LastOfFirstEpoch(long killed) => Since(killed, _car.Commands.Last(c => c.Epoch == FirstEpoch).At);

    /// <summary>Milliseconds after the death at which the first command of a higher epoch came.</summary>
    public double FirstOfHigherEpoch(long killed) => Since(killed, _car.Commands.First(c => c.Epoch > FirstEpoch).At);

    /// <summary>Milliseconds after the death at which the first command came on the board's new connection.</summary>
    public double FirstOfNewConnection(long killed) => Since(killed, _car.Commands.First(c => c.Connection > _car.Commands[0].Connection).At);

    /// <summary>How often since that moment a controller was in neutral for want of commands.</summary>
    public int TimesInNeutral(long from) => Gaps(from).Count(gap => gap > DeadManMs);

    /// <summary>The longest time without a command since that moment, in milliseconds.</summary>
    public double LongestGap(long from) => Gaps(from).Max();

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
        if (Driver is not null) await Driver.DisposeAsync();
        if (_car is not null) await _car.DisposeAsync();
        await Cluster.DisposeAsync();
    }

    private IEnumerable<double> Gaps(long from)
    {
        long[] times = [_car.Commands.Last(c => c.At <= from).At, .. _car.Commands.Select(c => c.At).Where(at => at > from)];
        return times.Zip(times.Skip(1), Since);
    }

    private string State() => string.Create(CultureInfo.InvariantCulture, $"{_car?.Commands.Count} commands, epochs {string.Join(", ", Driver?.Epochs ?? [])}, ended {Driver?.Ended}, violations {string.Join("; ", _car?.Violations ?? [])}\n{Cluster.Logs()}");
}
