using Orleans.Storage;
using RcFleet.Hosting.Cluster;

namespace RcFleet.Silo.Cluster;

/// <summary>A storage whose errors every member of the cluster can read, whatever store is behind it.</summary>
/// <remarks>
/// An error leaves the grain for whoever called it, and a gateway has not the types of a silo's storage provider. Orleans
/// gives up on an answer that it can't read, and then waits on that connection for as many bytes as the unread answer had:
/// the next short answers come late or never. So a conflict is said in the type that both have, and anything else in a
/// sentence.
/// </remarks>
internal sealed partial class ReadableErrors(IGrainStorage storage, ILogger<ReadableErrors> logger) : IGrainStorage
{
    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => Told(stateName, grainId, () => storage.ReadStateAsync(stateName, grainId, grainState));

    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => Told(stateName, grainId, () => storage.WriteStateAsync(stateName, grainId, grainState));

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => Told(stateName, grainId, () => storage.ClearStateAsync(stateName, grainId, grainState));

    private async Task Told(string stateName, GrainId grainId, Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (InconsistentStateException e)
        {
            LogCause(logger, stateName, grainId, e);
            throw new InconsistentStateException($"The state {stateName} of {grainId} was written by another since it was read.", e.StoredEtag, e.CurrentEtag);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            LogCause(logger, stateName, grainId, e);
            throw new OrleansException(ClusterProblem.Sentence(e) ?? $"{e.GetType().Name}: {e.Message.Split('\n')[0].Trim()}");
        }
    }

    [LoggerMessage(EventId = 5103, Level = LogLevel.Debug, Message = "The store, about the state {State} of {Grain}")]
    private static partial void LogCause(ILogger logger, string state, GrainId grain, Exception exception);
}
