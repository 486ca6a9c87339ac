using Orleans.Storage;
using RcFleet.Silo.Cluster;

namespace RcFleet.ClusterTests.Settings;

public class TextKeysTests
{
    [Fact]
    public async Task NoKey_LooksLikeANumberOrAGuid_AndDifferentOnesStayDifferent()
    {
        var rows = new Rows();
        var storage = new TextKeys(rows);
        string[] keys = ["7", "07", "a1", "A1", "0123456789abcdef0123456789abcdef", "0123456789ABCDEF0123456789ABCDEF", "car-1", "7+8"];
        foreach (var key in keys)
        {
            var car = GrainId.Create("car", key);
            await storage.ReadStateAsync("car", car, new GrainState<int>());
            await storage.WriteStateAsync("car", car, new GrainState<int>());
            await storage.ClearStateAsync("car", car, new GrainState<int>());
        }

        Assert.Equal(keys.Length, rows.Asked.Distinct().Count());
        Assert.Equal(keys.Length * 3, rows.Asked.Count);
        Assert.All(rows.Asked, id => Assert.False(id.TryGetIntegerKey(out _, out _) || id.TryGetGuidKey(out _, out _), id.ToString()));
    }

    private sealed class Rows : IGrainStorage
    {
        public List<GrainId> Asked { get; } = [];

        public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => Take(grainId);

        public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => Take(grainId);

        public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => Take(grainId);

        private Task Take(GrainId grainId)
        {
            Asked.Add(grainId);
            return Task.CompletedTask;
        }
    }
}
