using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans.Configuration;
using Orleans.Runtime.Placement;
using Orleans.Storage;
using Orleans.TestingHost;
using RcFleet.Cars;
using RcFleet.Devices;
using RcFleet.Hosting.Cluster;
using RcFleet.Silo.Cluster;
using RcFleet.Support;

namespace RcFleet.Cluster;

/// <summary>A silo of two stops while one of its cars answers nothing.</summary>
public sealed class CarsLeaveTests : IAsyncLifetime
{
    private const string Mute = "car-mute";

    private readonly MuteStore _store = new(new MemoryStore(new StorageFaults(TimeProvider.System)));
    private readonly Notes _notes = new();
    private readonly RecordedBoard _board = new();
    private InProcessTestCluster _cluster = null!;

    public async Task InitializeAsync()
    {
        var builder = new InProcessTestClusterBuilder(2);
        builder.Options.ConfigureFileLogging = false;
        builder.ConfigureSiloHost((_, host) =>
        {
            host.Logging.ClearProviders().AddProvider(_notes);
            host.Services.AddFleetGrains();
            host.Services.AddKeyedSingleton<IGrainStorage>("fleet", _store);
            host.Services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>, CarsLeave>();
            host.Services.Configure<SiloMessagingOptions>(ClusterTimes.Configure);
        });
        _cluster = builder.Build();
        await _cluster.DeployAsync();
    }

    public async Task DisposeAsync() => await _cluster.DisposeAsync();

    [Fact]
    public async Task ACarThatDoesNotAnswer_KeepsNoOtherFromBeingSentAway()
    {
        var leaving = _cluster.Silos[0];
        RequestContext.Set(IPlacementDirector.PlacementHintKey, leaving.SiloAddress);
        var car = _cluster.Client.GetGrain<ICarGrain>("car-1");
        Assert.Equal(AddDeviceOutcome.Added, await car.AddDevice("car-1-ctl", DeviceRole.Control, keyless: false));
        var attachment = new DeviceAttachment("car-1-ctl", DeviceRole.Control, "drill#1", 1, [], [], null, null, null);
        Assert.True((await car.Attach(attachment, _cluster.Client.CreateObjectReference<IDeviceLink>(_board))).Accepted);
        _cluster.Client.GetGrain<ICarGrain>(Mute).GetSummary().Ignore();
        await _store.Asked.Task;
        RequestContext.Clear();

        var stopping = _cluster.StopSiloAsync(leaving);
        await Eventually.True(() => !_notes.Said.IsEmpty, () => "nothing said", TimeSpan.FromSeconds(30));
        _store.Answer.TrySetResult();
        await stopping;

        Assert.Contains("1 are not known to have come there", Assert.Single(_notes.Said), StringComparison.Ordinal);
        Assert.True((await car.GetSummary()).Controller);
    }

    /// <summary>One car's state can't be read, until it may.</summary>
    private sealed class MuteStore(IGrainStorage store) : IGrainStorage
    {
        public TaskCompletionSource Asked { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public async Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
        {
            if (grainId.Key.ToString() == Mute)
            {
                Asked.TrySetResult();
                await Answer.Task;
            }

            await store.ReadStateAsync(stateName, grainId, grainState);
        }

        public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => store.WriteStateAsync(stateName, grainId, grainState);

        public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => store.ClearStateAsync(stateName, grainId, grainState);
    }

    /// <summary>What a silo says of its cars when it stops.</summary>
    private sealed class Notes : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<string> Said { get; } = [];

        public ILogger CreateLogger(string categoryName) => categoryName == typeof(CarsLeave).FullName ? this : NullLogger.Instance;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Said.Enqueue(formatter(state, exception));

        public void Dispose()
        {
        }
    }
}
