using Orleans.Storage;

namespace RcFleet.Silo.Cluster;

/// <summary>
/// A storage in rows that keeps a grain's key as the text that it is. Orleans' ADO.NET storage takes a key that looks like a
/// hexadecimal number or a GUID for one, so that the cars <c>7</c> and <c>07</c>, or <c>a1</c> and <c>A1</c>, would share a row.
/// </summary>
internal sealed class TextKeys(IGrainStorage rows) : IGrainStorage
{
    // In no number and no GUID.
    private const string Mark = "=";

    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => rows.ReadStateAsync(stateName, Marked(grainId), grainState);

    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => rows.WriteStateAsync(stateName, Marked(grainId), grainState);

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => rows.ClearStateAsync(stateName, Marked(grainId), grainState);

    private static GrainId Marked(GrainId grainId) => GrainId.Create(grainId.Type, Mark + grainId.Key.ToString());
}
