using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging;

namespace RcFleet.Hosting.Cluster;

/// <summary>
/// What Orleans' TLS says of handshakes that fail, with a stack trace each: a stranger that keeps coming would fill every
/// member's log. Only the two classes that do the handshakes log here; every other line of theirs is left as it is.
/// </summary>
internal sealed class HandshakeLogs(IConnectionBuilder connection, ILoggerFactory logs, TimeProvider time) : IConnectionBuilder, IServiceProvider, ILoggerFactory
{
    private static readonly Meter Meter = new("RcFleet.Cluster");

    private static readonly Counter<long> Failed =
        Meter.CreateCounter<long>("rcfleet.cluster.handshakes_failed", "{handshake}", "TLS handshakes within the cluster that failed: a stranger, or a member without a good certificate.");

    /// <inheritdoc />
    public IServiceProvider ApplicationServices => this;

    /// <inheritdoc />
    public IConnectionBuilder Use(Func<ConnectionDelegate, ConnectionDelegate> middleware)
    {
        connection.Use(middleware);
        return this;
    }

    /// <inheritdoc />
    public ConnectionDelegate Build() => connection.Build();

    /// <inheritdoc />
    public object? GetService(Type serviceType) => serviceType == typeof(ILoggerFactory) ? this : connection.ApplicationServices.GetService(serviceType);

    /// <inheritdoc />
    public ILogger CreateLogger(string categoryName) => new RareLogger(logs.CreateLogger(categoryName), time, static () => Failed.Add(1));

    /// <inheritdoc />
    public void AddProvider(ILoggerProvider provider) => logs.AddProvider(provider);

    /// <inheritdoc />
    public void Dispose()
    {
        // The factory is the process' own.
    }
}
