using System.Net;

namespace RcFleet.Gateway.Streams;

/// <summary>Tries a camera's stream address.</summary>
internal interface IStreamProbe
{
    /// <summary>
    /// Opens the stream as a driver would, within 2 s. Connects to <paramref name="own"/> and to nothing else, whatever the
    /// name may lead to by then.
    /// </summary>
    /// <param name="url">http or https, on <paramref name="own"/> or on a name.</param>
    /// <param name="own">The address that the camera's own connection comes from.</param>
    /// <param name="mintToken">A token that this camera takes, once.</param>
    /// <param name="cancellation">Ends it early.</param>
    Task<ProbeOutcome> ProbeAsync(Uri url, IPAddress own, Func<string> mintToken, CancellationToken cancellation);
}
