using System.Collections.Immutable;

namespace RcFleet.Cars;

/// <summary>
/// What a car's activation knows beside its state, and takes along when it moves to another silo: who drives, over which
/// links, and how far commands and notices have come. Links travel beside it, each under its connection.
/// </summary>
/// <param name="Epoch">The epoch that it is about.</param>
/// <param name="SessionId">The session that it is about, or null.</param>
/// <param name="Lease">The lease.</param>
/// <param name="Boards">The boards that are connected.</param>
/// <param name="Viewers">The connections of the session's viewers, oldest first.</param>
/// <param name="DriverKeptAgoMs">When the driver's gateway last said that it lives, in milliseconds before now, or null.</param>
/// <param name="DriverKey">Signs the driver's grant.</param>
/// <param name="DriverUnknown">Nobody has joined since the last restart.</param>
/// <param name="StateOrder">Of the last state that the driver was told.</param>
/// <param name="Quality">Of the picture.</param>
/// <param name="SeqEpoch">The epoch of <paramref name="Seq"/>.</param>
/// <param name="Seq">The newest sequence number of a command or stop.</param>
/// <param name="Saved">What storage has of the lease; null from a version that wrote all of it before it moved.</param>
/// <param name="SavedAgoMs">When that was written, in milliseconds before now.</param>
[Immutable, GenerateSerializer, Alias("rc.car-handover")]
internal sealed record CarHandover(
    [property: Id(0)] long Epoch,
    [property: Id(1)] string? SessionId,
    [property: Id(2)] LeaseHandover Lease,
    [property: Id(3)] ImmutableArray<BoardHandover> Boards,
    [property: Id(4)] ImmutableArray<string> Viewers,
    [property: Id(5)] long? DriverKeptAgoMs,
    [property: Id(6)] string? DriverKey,
    [property: Id(7)] bool DriverUnknown,
    [property: Id(8)] uint StateOrder,
    [property: Id(9)] VideoQuality Quality,
    [property: Id(10)] long SeqEpoch,
    [property: Id(11)] uint Seq,
    [property: Id(12)] LeaseRecord? Saved,
    [property: Id(13)] long SavedAgoMs)
{
    /// <summary>Never shows the key.</summary>
    public override string ToString() => $"CarHandover {{ Epoch = {Epoch}, SessionId = {SessionId}, Boards = {Boards.Length} }}";
}
