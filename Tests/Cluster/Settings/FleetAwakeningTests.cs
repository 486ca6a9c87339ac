using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using RcFleet.Cars;
using RcFleet.Fleet;
using RcFleet.Hosting.Cluster;
using RcFleet.Silo;
using RcFleet.Support;

namespace RcFleet.ClusterTests.Settings;

/// <summary>A silo whose neighbour is slow or dying when it starts must start all the same.</summary>
public class FleetAwakeningTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task APartThatDoesNotAnswerYet_IsAskedAgain()
    {
        var shards = Shards.Answering(new TimeoutException("slow"), new SiloUnavailableException("gone"));
        var woken = Wake(shards);
        await PassTime(woken);
        await woken;
        Assert.True(shards.Asked >= FleetShards.Keys.Count(), $"{shards.Asked} calls");
    }

    [Fact]
    public async Task WhatDoesNotPass_EndsTheStart() =>
        await Assert.ThrowsAsync<InvalidOperationException>(() => Wake(Shards.Answering(new InvalidOperationException("broken"))));

    [Fact]
    public async Task WhoIsToldToStop_WaitsForNobody()
    {
        using var stopping = new CancellationTokenSource();
        var woken = Wake(Shards.Answering([.. Enumerable.Repeat(new TimeoutException("slow"), 1000)]), stopping.Token);
        Assert.False(woken.IsCompleted);
        await stopping.CancelAsync();
        await woken;
    }

    private Task Wake(Shards shards, CancellationToken stopping = default) =>
        FleetAwakening.WakeAsync(shards.Factory, ClusterProblem.Passes, _time, NullLogger.Instance, stopping);

    private Task PassTime(Task until) => Eventually.True(
        () =>
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            return until.IsCompleted;
        },
        () => "it still waits");

    /// <summary>All shards of an index; the first calls, to whichever of them, fail.</summary>
    [SuppressMessage("Performance", "CA1852", Justification = "DispatchProxy derives from it at run time.")]
    internal class Shards : DispatchProxy
    {
        private Queue<Exception> _failures = [];
        private IFleetShardGrain _shard = null!;

        public int Asked { get; private set; }

        public IGrainFactory Factory { get; private set; } = null!;

        public static Shards Answering(params Exception[] failures)
        {
            var factory = Create<IGrainFactory, Shards>();
            var shards = (Shards)(object)factory;
            (shards.Factory, shards._failures) = (factory, new Queue<Exception>(failures));
            var shard = Create<IFleetShardGrain, OneShard>();
            ((OneShard)(object)shard).Owner = shards;
            shards._shard = shard;
            return shards;
        }

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => _shard;

        private Task<ImmutableArray<CarSummary>> Answer()
        {
            Asked++;
            return _failures.TryDequeue(out var failure) ? Task.FromException<ImmutableArray<CarSummary>>(failure) : Task.FromResult(ImmutableArray<CarSummary>.Empty);
        }

        internal class OneShard : DispatchProxy
        {
            public Shards Owner { get; set; } = null!;

            protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => Owner.Answer();
        }
    }
}
