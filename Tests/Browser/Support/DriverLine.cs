using System.Net;
using System.Net.Sockets;

namespace RcFleet.Browser.Support;

/// <summary>The network between a browser and the server, byte for byte, with the two faults that networks have: broken, and silent.</summary>
internal sealed class DriverLine : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly int _serverPort;
    private readonly CancellationTokenSource _ending = new();
    private readonly Lock _gate = new();
    private readonly HashSet<Socket> _open = [];
    private readonly Task _accepting;
    private TaskCompletionSource? _silence;

    public DriverLine(int serverPort)
    {
        _serverPort = serverPort;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Resets every connection; new ones are taken.</summary>
    public void Cut()
    {
        lock (_gate)
        {
            foreach (var socket in _open) Reset(socket);
            _open.Clear();
        }
    }

    /// <summary>Nothing gets through, and nobody is told, until <see cref="Speak"/>.</summary>
    public void Silence()
    {
        lock (_gate) _silence ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    /// <summary>What has piled up arrives in one burst.</summary>
    public void Speak()
    {
        lock (_gate)
        {
            _silence?.TrySetResult();
            _silence = null;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        Speak();
        Cut();
        _listener.Stop();
        await _accepting;
        _ending.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true) _ = CarryAsync(await _listener.AcceptSocketAsync(_ending.Token));
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The line is taken down.
        }
    }

    private async Task CarryAsync(Socket browser)
    {
        using var server = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        browser.NoDelay = true;
        lock (_gate)
        {
            _open.Add(browser);
            _open.Add(server);
        }

        try
        {
            await server.ConnectAsync(IPAddress.Loopback, _serverPort, _ending.Token);
            await Task.WhenAll(PumpAsync(browser, server), PumpAsync(server, browser));
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // One end is gone: so is the other.
        }

        lock (_gate)
        {
            _open.Remove(browser);
            _open.Remove(server);
        }

        Reset(browser);
    }

    private async Task PumpAsync(Socket from, Socket to)
    {
        var buffer = new byte[64 * 1024];
        try
        {
            while (await from.ReceiveAsync(buffer, _ending.Token) is > 0 and var length)
            {
                Task? silence;
                lock (_gate) silence = _silence?.Task;
                if (silence is not null) await silence.WaitAsync(_ending.Token);
                await to.SendAsync(buffer.AsMemory(0, length), _ending.Token);
            }

            to.Shutdown(SocketShutdown.Send);
        }
        catch (SocketException)
        {
            Reset(to);
            throw;
        }
    }

    private static void Reset(Socket socket)
    {
        try
        {
            socket.LingerState = new LingerOption(true, 0);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Closed already.
        }

        socket.Dispose();
    }
}
