using System.Net;

namespace RcFleet.Gateway.Streams;

/// <summary>Finds the addresses of a name.</summary>
internal interface INameResolver
{
    /// <summary>All addresses; none when the name has none.</summary>
    Task<IPAddress[]> ResolveAsync(string host, CancellationToken cancellation);
}
