using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using RcFleet.Gateway.Admin;

namespace RcFleet.Hosting.Configuration;

/// <summary>The web server and the log.</summary>
internal static class ServerConfiguration
{
    private const string Local = "http://127.0.0.1:8080";
    private const string AllAddresses = "http://0.0.0.0:8080";

    /// <summary>Where to listen, how much a request may be, and <see cref="ConfigureProcess"/>.</summary>
    /// <param name="builder">The server.</param>
    /// <param name="lan">Listen on all addresses when nobody said where.</param>
    /// <param name="shutdown">How long stopping may take.</param>
    public static void ConfigureServer(this WebApplicationBuilder builder, bool lan, TimeSpan shutdown)
    {
        if (string.IsNullOrEmpty(builder.Configuration["urls"])) builder.WebHost.UseUrls(lan ? AllAddresses : Local);
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
        builder.ConfigureProcess(shutdown);
    }

    /// <summary>The clock, how long stopping may take, and what is logged.</summary>
    public static void ConfigureProcess(this IHostApplicationBuilder builder, TimeSpan shutdown)
    {
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = shutdown);
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.TryAddSingleton<Drain>();
        builder.Services.AddSingleton<IHostLifetime, DrainingLifetime>();
        builder.Logging.ClearProviders().AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.TimestampFormat = "HH:mm:ss.fff ";
            console.ColorBehavior = LoggerColorBehavior.Disabled;
        });
        builder.Services.RemoveAll<ILoggerProvider>();
        builder.Services.AddSingleton<ConsoleLoggerProvider>();
        builder.Services.AddSingleton<ILoggerProvider>(services => new CalmLog(services.GetRequiredService<ConsoleLoggerProvider>(), services.GetRequiredService<TimeProvider>()));

        // A failed start is told in a sentence by FailedStart.
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None);
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning).AddFilter("Orleans", LogLevel.Warning).AddFilter("Polly", LogLevel.Warning).AddFilter("Azure", LogLevel.Warning);
    }

    /// <summary>The first address of this machine that others on the network can reach, or null.</summary>
    public static IPAddress? LanAddress() =>
        NetworkInterface.GetAllNetworkInterfaces()
            .Where(i => i.OperationalStatus == OperationalStatus.Up && i.NetworkInterfaceType != NetworkInterfaceType.Loopback)
            .OrderByDescending(i => i.GetIPProperties().GatewayAddresses.Count)
            .SelectMany(i => i.GetIPProperties().UnicastAddresses)
            .Select(a => a.Address)
            .FirstOrDefault(a => a.AddressFamily == AddressFamily.InterNetwork);

    /// <summary>The page's address for people, from the address that the server listens on.</summary>
    public static string PageUrl(this WebApplication app, bool lan)
    {
        var url = new Uri(app.Urls.First());
        var host = lan || url.Host is "0.0.0.0" or "[::]" ? LanAddress()?.ToString() ?? url.Host : url.Host;
        return $"{url.Scheme}://{host}:{url.Port}";
    }
}
