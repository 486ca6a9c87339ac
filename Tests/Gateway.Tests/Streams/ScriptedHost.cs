using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace RcFleet.Gateway.Tests.Streams;

/// <summary>Listens on one address of this machine and answers every connection with the same bytes.</summary>
internal sealed class ScriptedHost : IDisposable
{
    private readonly TcpListener _listener;
    private readonly Func<Stream, Task> _answer;
    private readonly List<string> _requests = [];

    private ScriptedHost(IPAddress address, Func<Stream, Task> answer)
    {
        _listener = new TcpListener(address, 0);
        _answer = answer;
        _listener.Start();
        _ = Accept();
    }

    public static string Camera => "HTTP/1.1 200 OK\r\nContent-Type: multipart/x-mixed-replace; boundary=f\r\n\r\n--f\r\n";

    private X509Certificate2? Certificate { get; init; }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>The head of every request so far.</summary>
    public IReadOnlyList<string> Requests
    {
        get
        {
            lock (_requests) return [.. _requests];
        }
    }

    public static ScriptedHost Answering(string address, string answer) => new(IPAddress.Parse(address), s => s.WriteAsync(Encoding.ASCII.GetBytes(answer)).AsTask());

    /// <summary>Speaks TLS with that certificate.</summary>
    public static ScriptedHost Answering(string address, string answer, X509Certificate2 certificate) => new(IPAddress.Parse(address), s => s.WriteAsync(Encoding.ASCII.GetBytes(answer)).AsTask()) { Certificate = certificate };

    public static ScriptedHost Answering(string address, Func<Stream, Task> answer) => new(IPAddress.Parse(address), answer);

    public void Dispose() => _listener.Dispose();

    private async Task Accept()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync();
                _ = Serve(client);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Disposed.
        }
    }

    private async Task Serve(TcpClient client)
    {
        using (client)
        {
            Stream stream = client.GetStream();
            var buffer = new byte[4096];
            try
            {
                if (Certificate is not null)
                {
                    var tls = new SslStream(stream);
                    stream = tls;
                    await tls.AuthenticateAsServerAsync(Certificate);
                }

                var read = await stream.ReadAsync(buffer);
                lock (_requests) _requests.Add(Encoding.ASCII.GetString(buffer, 0, read));
                await _answer(stream);
                while (await stream.ReadAsync(buffer) > 0)
                {
                    // Until the other side has had enough.
                }
            }
            catch (Exception e) when (e is IOException or AuthenticationException)
            {
                // It has.
            }
        }
    }
}
