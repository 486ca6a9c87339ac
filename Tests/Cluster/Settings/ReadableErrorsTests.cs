using Azure;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Orleans.Storage;
using RcFleet.Silo.Cluster;

namespace RcFleet.ClusterTests.Settings;

public class ReadableErrorsTests
{
    private static readonly GrainId Grain = GrainId.Create("device", "mine-ctl");

    public static TheoryData<Exception> OfAStore =>
    [
        new RequestFailedException(503, "The server is busy.\nRequestId: 1", "ServerBusy", new RequestFailedException(429, "slower")),
        new NpgsqlException("The connection was refused", new IOException("refused")),
        new AggregateException(new RequestFailedException(500, "an account that restarts")),
    ];

    [Theory, MemberData(nameof(OfAStore))]
    public async Task WhateverAStoreThrows_IsSaidInOrleansOwnType_AndBringsNothingElseAlong(Exception ofAStore)
    {
        foreach (var work in Works(new Failing(ofAStore)))
        {
            var error = await Assert.ThrowsAnyAsync<Exception>(work);
            Assert.Equal(typeof(OrleansException), error.GetType());
            Assert.Null(error.InnerException);
            Assert.DoesNotContain('\n', error.Message);
        }
    }

    [Fact]
    public async Task AProvidersConflict_IsThePlainConflict_WithItsETags()
    {
        foreach (var work in Works(new Failing(new ProvidersConflict("other", "mine", new RequestFailedException(412, "UpdateConditionNotSatisfied")))))
        {
            var error = await Assert.ThrowsAnyAsync<Exception>(work);
            var conflict = Assert.IsType<InconsistentStateException>(error);
            Assert.Null(conflict.InnerException);
            Assert.Equal(("other", "mine"), (conflict.StoredEtag, conflict.CurrentEtag));
        }
    }

    private static IEnumerable<Func<Task>> Works(IGrainStorage store)
    {
        var storage = new ReadableErrors(store, NullLogger<ReadableErrors>.Instance);
        yield return () => storage.ReadStateAsync("device", Grain, new GrainState<int>());
        yield return () => storage.WriteStateAsync("device", Grain, new GrainState<int>());
        yield return () => storage.ClearStateAsync("device", Grain, new GrainState<int>());
    }

    private sealed class ProvidersConflict(string stored, string current, Exception cause) : InconsistentStateException("condition not satisfied", stored, current, cause);

    // One fails on the spot, the others when they are awaited.
    private sealed class Failing(Exception error) : IGrainStorage
    {
        public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => throw error;

        public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => Task.FromException(error);

        public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => Task.FromException(error);
    }
}
