using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using RcFleet.Gateway.Addresses;
using RcFleet.Gateway.WebSockets;

namespace RcFleet.Gateway.Streams;

/// <summary>Tries cameras' addresses over the network: at most 16 at a time, 2 s and 1 KiB each.</summary>
internal sealed class StreamProbe(AddressClasses addresses, INameResolver names, MonotonicClock clock, GatewayMetrics metrics) : IStreamProbe, IDisposable
{
    /// <summary>The whole attempt, name included.</summary>
    public static readonly TimeSpan Deadline = TimeSpan.FromSeconds(2);

    /// <summary>What is read of an answer at most, in bytes.</summary>
    public const int MaxBytes = 1024;

    private readonly SemaphoreSlim _places = new(16);

    /// <inheritdoc />
    public async Task<ProbeOutcome> ProbeAsync(Uri url, IPAddress own, Func<string> mintToken, CancellationToken cancellation)
    {
        await _places.WaitAsync(cancellation);
        try
        {
            using var deadline = new CancellationTokenSource(Deadline, clock.Time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellation);
            var outcome = await JudgeAsync(url, own, mintToken, either.Token);
            cancellation.ThrowIfCancellationRequested();
            metrics.StreamProbed(outcome);
            return outcome;
        }
        finally
        {
            _places.Release();
        }
    }

    public void Dispose() => _places.Dispose();

    private async Task<ProbeOutcome> JudgeAsync(Uri url, IPAddress own, Func<string> mintToken, CancellationToken cancellation)
    {
        // Also for a name: what it leads to is compared with this address, and only this one is ever connected to.
        if (!addresses.IsPublic(own)) return ProbeOutcome.NotPublic;
        if (url.HostNameType == UriHostNameType.Dns)
        {
            IPAddress[] found;
            try
            {
                found = await names.ResolveAsync(url.IdnHost, cancellation).WaitAsync(cancellation);
            }
            catch (OperationCanceledException)
            {
                return ProbeOutcome.NameUnknown;
            }

            if (found.Length == 0) return ProbeOutcome.NameUnknown;
            if (!found.Any(a => AddressClasses.Normal(a).Equals(own))) return ProbeOutcome.NameElsewhere;
        }

        try
        {
            return await OpenAsync(url, own, mintToken(), cancellation);
        }
        catch (OperationCanceledException)
        {
            return ProbeOutcome.TimedOut;
        }
        catch (HttpRequestException e)
        {
            return e.InnerException switch
            {
                AuthenticationException => ProbeOutcome.BadCertificate,
                SocketException { SocketErrorCode: SocketError.ConnectionRefused } => ProbeOutcome.ConnectionRefused,
                SocketException => ProbeOutcome.TimedOut,
                _ => ProbeOutcome.NotACamera,
            };
        }
    }

    private static async Task<ProbeOutcome> OpenAsync(Uri url, IPAddress own, string token, CancellationToken cancellation)
    {
        using var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseProxy = false,
            UseCookies = false,
            PooledConnectionLifetime = TimeSpan.Zero,
            MaxResponseHeadersLength = MaxBytes / 1024,
            MaxResponseDrainSize = 0,
            ConnectCallback = (context, c) => ConnectAsync(own, context.DnsEndPoint.Port, c),
            PlaintextStreamFilter = static (context, _) => ValueTask.FromResult<Stream>(new BoundedReadStream(context.PlaintextStream, MaxBytes)),
        };
        using var client = new HttpClient(handler);
        using var response = await client.GetAsync(new Uri($"{url.AbsoluteUri}?t={token}"), HttpCompletionOption.ResponseHeadersRead, cancellation);
        return response.StatusCode switch
        {
            HttpStatusCode.OK when response.Content.Headers.ContentType?.MediaType == "multipart/x-mixed-replace" => ProbeOutcome.Usable,
            HttpStatusCode.ServiceUnavailable => ProbeOutcome.Busy,
            HttpStatusCode.Unauthorized => ProbeOutcome.TokenRefused,
            _ => ProbeOutcome.NotACamera,
        };
    }

    private static async ValueTask<Stream> ConnectAsync(IPAddress address, int port, CancellationToken cancellation)
    {
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(new IPEndPoint(address, port), cancellation);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
