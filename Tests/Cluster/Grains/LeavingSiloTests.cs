using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;
using Orleans.Runtime.Placement;
using Orleans.Storage;
using Orleans.TestingHost;
using RcFleet.Cars;
using RcFleet.Cluster.Drills;
using RcFleet.Devices;
using RcFleet.Hosting.Cluster;
using RcFleet.Silo.Cluster;
using RcFleet.Support;
using Xunit.Abstractions;

namespace RcFleet.Cluster;

/// <summary>A silo of three with a large fleet stops: how long its cars are on the way, and what their drivers see of it.</summary>
[Collection(DrillGround.Name)]
public sealed class LeavingSiloTests(ITestOutputHelper output) : IAsyncLifetime
{
    private const int Cars = 5000;
    private const int WithBoards = 2000;
    private const int Driven = 200;

    /// <summary>A transaction of the store.</summary>
    private static readonly TimeSpan Transaction = TimeSpan.FromMilliseconds(10);

    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(50);

    private readonly List<DrivenCar> _driven = [];
    private readonly CancellationTokenSource _stop = new();
    private InProcessTestCluster _cluster = null!;

    public async Task InitializeAsync()
    {
        if (!Long.Runs) return;
        var builder = new InProcessTestClusterBuilder(3);
        builder.Options.ConfigureFileLogging = false;
#pragma warning disable ORLEANSEXP003
        builder.Options.UseDistributedGrainDirectory = true;
#pragma warning restore ORLEANSEXP003
        var store = new MemoryStore(new StorageFaults(TimeProvider.System));
        builder.ConfigureSiloHost((_, host) =>
        {
            host.Logging.ClearProviders().AddProvider(new Notes(output));
            host.Services.AddFleetGrains();
            host.Services.AddKeyedSingleton<IGrainStorage>("fleet", new SlowStore(store));
            host.Services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>, CarsLeave>();
            host.Services.Configure<GrainDirectoryOptions>(ClusterTimes.Configure);
            host.Services.Configure<SiloMessagingOptions>(ClusterTimes.Configure);
        });
        _cluster = builder.Build();
        await _cluster.DeployAsync();
    }

    public async Task DisposeAsync()
    {
        await _stop.CancelAsync();
        if (_cluster is not null) await _cluster.DisposeAsync();
        _stop.Dispose();
    }

    [LongFact]
    public async Task SiloOfThree_With5000Cars_Stops_NoneOf200DrivenLosesItsEpoch()
    {
        var leaving = _cluster.Silos[0];

        // Those that are driven last: a driver who is not heard of for 2 s is lost.
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = 64 };
        await Parallel.ForAsync(Driven, Cars, parallel, (number, _) => Wake(number, null));
        await Parallel.ForAsync(0, Driven, parallel, (number, _) => Wake(number, _cluster.Silos[number % 2 == 0 ? 0 : 1 + (number / 2 % 2)].SiloAddress));
        var driving = Task.WhenAll(Drive(), Report(), Keep());
        var there = await _cluster.Client.GetGrain<IManagementGrain>(0).GetDetailedGrainStatistics(null, [leaving.SiloAddress]);
        var type = _cluster.Client.GetGrain<ICarGrain>("any").GetGrainId().Type;
        output.WriteLine(Text($"{Cars} cars, {WithBoards} of them with boards, on three silos; {there.Count(g => g.GrainId.Type == type)} on the one that stops; {Driven} are driven, half of them there"));
        await Settled();

        var start = TimeProvider.System.GetTimestamp();
        await _cluster.StopSiloAsync(leaving);
        var took = TimeProvider.System.GetElapsedTime(start);
        await Settled();
        await _stop.CancelAsync();
        await driving;

        double[] gaps = [.. _driven.Select(c => c.LongestGapMs(start)).Order()];
        output.WriteLine(Text($"the silo had stopped after {took.TotalMilliseconds:0} ms; longest time without a command, of {Driven} cars: median {gaps[Driven / 2]:0} ms, 95 % {gaps[Driven * 95 / 100]:0} ms, longest {gaps[^1]:0} ms; {_driven.Count(c => c.Lost)} lost their epoch"));
        Assert.DoesNotContain(_driven, c => c.Lost);
        Assert.True(took < ClusterTimes.SiloShutdown, Text($"the silo took {took}"));
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private async ValueTask Wake(int number, SiloAddress? at)
    {
        var car = _cluster.Client.GetGrain<ICarGrain>("car-" + number.ToString(CultureInfo.InvariantCulture));
        var board = car.GetPrimaryKeyString() + "-ctl";
        if (at is not null) RequestContext.Set(IPlacementDirector.PlacementHintKey, at);
        Assert.Equal(AddDeviceOutcome.Added, await car.AddDevice(board, DeviceRole.Control, keyless: false));
        if (number >= WithBoards) return;

        var link = new DrivenCar(car, board, _cluster.Client);
        await link.Attach();
        if (number >= Driven) return;
        await link.Join();
        lock (_driven) _driven.Add(link);
    }

    /// <summary>Waits until every car has been driven for a second.</summary>
    private async Task Settled()
    {
        var before = _driven.Select(c => c.Taken).ToArray();
        await Eventually.True(
            () => _driven.Zip(before).All(c => c.First.Taken >= c.Second + 20),
            () => string.Join(", ", _driven.Zip(before).Where(c => c.First.Taken < c.Second + 20).Select(c => c.First.ToString())),
            TimeSpan.FromSeconds(30));
    }

    private async Task Drive() => await Every(Pace, car => car.Drive());

    private async Task Report() => await Every(4 * Pace, car => car.Report());

    private async Task Keep() => await Every(10 * Pace, car => car.Keep());

    // Spread over the period, as drivers are.
    private async Task Every(TimeSpan period, Func<DrivenCar, Task> call)
    {
        using var timer = new PeriodicTimer(period / 10, TimeProvider.System);
        try
        {
            for (var turn = 0; await timer.WaitForNextTickAsync(_stop.Token); turn++)
                foreach (var car in _driven.Where((_, number) => number % 10 == turn % 10)) call(car).Ignore();
        }
        catch (OperationCanceledException)
        {
            // The end.
        }
    }

    /// <summary>One car's board and driver, in one.</summary>
    private sealed class DrivenCar(ICarGrain car, string board, IClusterClient client) : IDeviceLink, IDriverLink
    {
        private const string Connection = "drill#1";
        private readonly ConcurrentQueue<long> _taken = new();
        private long _order;
        private int _seq;
        private volatile bool _lost;
        private IDeviceLink? _link;

        public int Taken => _taken.Count;

        /// <summary>Somebody said that nobody drives, or that another epoch is in force.</summary>
        public bool Lost => _lost;

        public async Task Attach()
        {
            _link = client.CreateObjectReference<IDeviceLink>(this);
            var attachment = new DeviceAttachment(board, DeviceRole.Control, Connection, 1, [], [], null, "1.4.0", "power-on");
            Assert.True((await car.Attach(attachment, _link)).Accepted);
        }

        public async Task Join()
        {
            var grant = await car.Grant(new GrantRequest(null));
            var joined = await car.Join(SessionToken.Hash(grant.Token!), Connection, client.CreateObjectReference<IDriverLink>(this));
            Assert.Equal(1, joined.Session!.Epoch);
        }

        public Task Drive() => car.Drive(new DriveCommand(1, (uint)++_seq, 0, 0.1f, 0.4f));

        public Task Report() => car.Note(board, Connection, ++_order, new DeviceTelemetry(7400, 81, -61, 1, (uint)_seq, 12, true, false));

        public async Task Keep()
        {
            if (!(await car.Keep(Connection, new KeepRequest())).Drives) _lost = true;
        }

        public double LongestGapMs(long from)
        {
            long[] all = [.. _taken];
            long[] since = [all.Last(at => at <= from), .. all.Where(at => at > from)];
            return since.Zip(since.Skip(1), (a, b) => TimeProvider.System.GetElapsedTime(a, b).TotalMilliseconds).Max();
        }

        Task IDeviceLink.Drive(DriveCommand command)
        {
            _taken.Enqueue(TimeProvider.System.GetTimestamp());
            return Task.CompletedTask;
        }

        Task IDeviceLink.Session(SessionNotice notice)
        {
            if (notice.Epoch != 1) _lost = true;
            return Task.CompletedTask;
        }

        Task IDeviceLink.Stop(StopNotice notice) => Task.CompletedTask;

        Task IDeviceLink.Resume(ResumeNotice notice) => Task.CompletedTask;

        Task IDeviceLink.SessionEnded(SessionEndedNotice notice) => Task.CompletedTask;

        Task IDeviceLink.Video(VideoNotice notice) => Task.CompletedTask;

        Task IDeviceLink.Signal(SignalMessage message) => Task.CompletedTask;

        Task<string?> IDeviceLink.MintStreamToken(string sessionId) => Task.FromResult<string?>(null);

        Task IDeviceLink.Close(DeviceCloseReason reason) => Task.CompletedTask;

        Task IDriverLink.State(DriverState state) => Task.CompletedTask;

        Task IDriverLink.Signal(SignalMessage message) => Task.CompletedTask;

        Task ISessionObserver.Ended(EndReason reason)
        {
            _lost = true;
            return Task.CompletedTask;
        }

        public override string ToString() => $"{board}: {Taken} of {_seq}, lost {Lost}";
    }

    /// <summary>Every transaction takes its time.</summary>
    private sealed class SlowStore(IGrainStorage store) : IGrainStorage
    {
        public async Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
        {
            await Task.Delay(Transaction, TimeProvider.System);
            await store.ReadStateAsync(stateName, grainId, grainState);
        }

        public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
        {
            await Task.Delay(Transaction, TimeProvider.System);
            await store.WriteStateAsync(stateName, grainId, grainState);
        }

        public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => store.ClearStateAsync(stateName, grainId, grainState);
    }

    /// <summary>What the silo says of its cars.</summary>
    private sealed class Notes(ITestOutputHelper output) : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => categoryName == typeof(CarsLeave).FullName ? this : Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            output.WriteLine(formatter(state, exception) + exception);

        public void Dispose()
        {
        }
    }
}
