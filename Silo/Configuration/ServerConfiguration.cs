using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging.Console;

namespace RcFleet.Silo.Configuration;

/// <summary>The web server and the log.</summary>
internal static class ServerConfiguration
{
    private const string Local = "http://127.0.0.1:8080";
    private const string AllAddresses = "http://0.0.0.0:8080";

    /// <summary>Where to listen, how much a request may be, and what is logged.</summary>
    public static void ConfigureServer(this WebApplicationBuilder builder, CommandLine command)
    {
        if (string.IsNullOrEmpty(builder.Configuration["urls"])) builder.WebHost.UseUrls(command.Lan ? AllAddresses : Local);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = 64 * 1024;

            // Who sends nothing, or lets its headers drip, holds a connection no longer than this.
            kestrel.Limits.KeepAliveTimeout = TimeSpan.FromSeconds(15);
            kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(5);
        });

        // What a socket's event sets off runs on the pool thread that took the event, down to the write to the next socket,
        // without a hop to another one. Nothing here blocks a thread, which is what this asks of an application.
        // A connection holds its receive buffer of 4 KiB while it waits, which spares every message a call of the kernel.
        builder.WebHost.UseSockets(sockets =>
        {
            sockets.UnsafePreferInlineScheduling = true;
            sockets.WaitForDataBeforeAllocatingBuffer = false;
        });
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(10));
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Logging.ClearProviders().AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.TimestampFormat = "HH:mm:ss.fff ";
            console.ColorBehavior = LoggerColorBehavior.Disabled;
        });
        // A failed start is told in a sentence by FleetHost.
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None);
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning).AddFilter("Orleans", LogLevel.Warning).AddFilter("Polly", LogLevel.Warning);
    }

    /// <summary>The first address of this machine that others on the network can reach, or null.</summary>
    public static IPAddress? LanAddress() =>
        NetworkInterface.GetAllNetworkInterfaces()
            .Where(i => i.OperationalStatus == OperationalStatus.Up && i.NetworkInterfaceType != NetworkInterfaceType.Loopback)
            .OrderByDescending(i => i.GetIPProperties().GatewayAddresses.Count)
            .SelectMany(i => i.GetIPProperties().UnicastAddresses)
            .Select(a => a.Address)
            .FirstOrDefault(a => a.AddressFamily == AddressFamily.InterNetwork);
}
