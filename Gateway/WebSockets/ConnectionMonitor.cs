using System.Collections.Concurrent;
using Microsoft.Extensions.Hosting;

namespace RcFleet.Gateway.WebSockets;

/// <summary>
/// Looks at every connection four times a second: one timer for all of them, a tenth of them at a time, so that what a look
/// sets off does not hold up the commands of a thousand cars at once. When the server stops, it tells them and waits for
/// them to go.
/// </summary>
internal sealed class ConnectionMonitor(MonotonicClock clock, IHostApplicationLifetime lifetime) : IHostedService, IDisposable
{
    private const int Turns = 10;
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(250.0 / Turns);
    private static readonly TimeSpan Goodbye = TimeSpan.FromSeconds(3);

    /// <summary>Each with its turn.</summary>
    private readonly ConcurrentDictionary<IMonitored, int> _connections = new();
    private uint _added;
    private int _turn;
    private ITimer? _timer;
    private TaskCompletionSource? _empty;

    /// <summary>How many connections are open.</summary>
    public int Count => _connections.Count;

    public void Add(IMonitored connection)
    {
        _connections.TryAdd(connection, (int)(Interlocked.Increment(ref _added) % Turns));
        if (lifetime.ApplicationStopping.IsCancellationRequested) connection.ServerStops();
    }

    public void Remove(IMonitored connection)
    {
        _connections.TryRemove(connection, out _);
        if (_connections.IsEmpty) _empty?.TrySetResult();
    }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _timer = clock.Time.CreateTimer(_ => CheckTurn(), null, Period, Period);
        lifetime.ApplicationStopping.Register(TellAll);
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        _empty = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        if (_connections.IsEmpty) return;
        try
        {
            await _empty.Task.WaitAsync(Goodbye, clock.Time, cancellationToken);
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException)
        {
            // Those that did not go by themselves are cut when the web server stops.
        }
    }

    public void Dispose() => _timer?.Dispose();

    private void CheckTurn()
    {
        var turn = (int)((uint)Interlocked.Increment(ref _turn) % Turns);
        var now = clock.NowMs;
        foreach (var (connection, its) in _connections)
            if (its == turn) connection.Check(now);
    }

    private void TellAll()
    {
        foreach (var (connection, _) in _connections) connection.ServerStops();
    }
}
