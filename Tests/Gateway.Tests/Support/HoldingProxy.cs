using System.Net;
using System.Net.Sockets;

namespace RcFleet.Gateway.Tests.Support;

/// <summary>A network between two gateways that can hold what goes towards the listener and release it in a burst, or break.</summary>
internal sealed class HoldingProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Uri _target;
    private readonly List<TcpClient> _clients = [];
    private readonly Lock _gate = new();
    private readonly Task _accepting;
    private TaskCompletionSource? _held;

    public HoldingProxy(string target)
    {
        _target = new Uri(target);
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public string Url => $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";

    public int Accepted { get; private set; }

    public void Hold()
    {
        lock (_gate) _held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    public void Release()
    {
        TaskCompletionSource? held;
        lock (_gate) (held, _held) = (_held, null);
        held?.SetResult();
    }

    /// <summary>Breaks every connection, and takes none from now on.</summary>
    public void Cut()
    {
        _listener.Stop();
        lock (_gate)
        {
            foreach (var client in _clients) client.Close();
        }
    }

    public async ValueTask DisposeAsync()
    {
        Release();
        Cut();
        await _accepting;
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync();
                var server = new TcpClient { NoDelay = true };
                client.NoDelay = true;
                await server.ConnectAsync(_target.Host, _target.Port);
                lock (_gate)
                {
                    _clients.Add(client);
                    _clients.Add(server);
                    Accepted++;
                }

                _ = Pump(client, server, hold: true);
                _ = Pump(server, client, hold: false);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // Cut.
        }
    }

    private async Task Pump(TcpClient from, TcpClient to, bool hold)
    {
        var buffer = new byte[64 * 1024];
        try
        {
            int read;
            while ((read = await from.GetStream().ReadAsync(buffer)) > 0)
            {
                Task? held;
                lock (_gate) held = hold ? _held?.Task : null;
                if (held is not null) await held;
                await to.GetStream().WriteAsync(buffer.AsMemory(0, read));
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or InvalidOperationException)
        {
            // Broken by either side.
        }

        from.Close();
        to.Close();
    }
}
