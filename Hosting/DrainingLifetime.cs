using System.Runtime.InteropServices;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using RcFleet.Gateway;
using RcFleet.Gateway.Admin;

namespace RcFleet.Hosting;

/// <summary>
/// Stops the process on SIGTERM, Ctrl-C and SIGQUIT: first it says that it is not ready, for <see cref="GatewayOptions.DrainSeconds"/>,
/// then it tells its devices and drivers to connect again, then it stops. A second signal cuts the first part short.
/// </summary>
/// <remarks>.NET's own console lifetime stops at once: a load balancer would go on sending people to a closed door.</remarks>
internal sealed class DrainingLifetime(IHostApplicationLifetime lifetime, Drain drain, IOptions<GatewayOptions> options, TimeProvider time) : IHostLifetime, IDisposable
{
    private readonly List<PosixSignalRegistration> _signals = [];
    private ITimer? _end;

    /// <inheritdoc />
    public Task WaitForStartAsync(CancellationToken cancellationToken)
    {
        foreach (var signal in (PosixSignal[])[PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGQUIT])
            _signals.Add(PosixSignalRegistration.Create(signal, context =>
            {
                context.Cancel = true;
                Stop();
            }));
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc />
    public void Dispose()
    {
        foreach (var signal in _signals) signal.Dispose();
        _end?.Dispose();
    }

    /// <summary>What a signal does.</summary>
    internal void Stop()
    {
        if (drain.Begun || options.Value.DrainSeconds == 0 || !lifetime.ApplicationStarted.IsCancellationRequested)
        {
            lifetime.StopApplication();
            return;
        }

        drain.Begin();
        _end = time.CreateTimer(_ => lifetime.StopApplication(), null, TimeSpan.FromSeconds(options.Value.DrainSeconds), Timeout.InfiniteTimeSpan);
    }
}
