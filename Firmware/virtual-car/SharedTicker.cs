using System.Collections.Immutable;

namespace RcFleet.VirtualCar;

/// <summary>
/// The 50 Hz beat of all cars in the process, on a thread of its own: a board's control task outranks everything else,
/// and a busy thread pool must not hold up the dead-man. Ticks that were missed are not made up for.
/// </summary>
internal sealed class SharedTicker
{
    private readonly Lock _gate = new();
    private ImmutableArray<Action> _beats = [];
    private bool _running;

    public static SharedTicker Instance { get; } = new();

    public void Add(Action beat)
    {
        lock (_gate)
        {
            _beats = _beats.Add(beat);
            if (_running) return;
            _running = true;
        }

        new Thread(Run) { IsBackground = true, Name = "virtual cars", Priority = ThreadPriority.AboveNormal }.Start();
    }

    /// <summary>The beat may still be under way when this returns.</summary>
    public void Remove(Action beat)
    {
        lock (_gate) _beats = _beats.Remove(beat);
    }

    private void Run()
    {
        using var never = new ManualResetEvent(false);
        var time = TimeProvider.System;
        var start = time.GetTimestamp();
        for (var due = 0L; ; due += VirtualCar.TickMs)
        {
            var now = (long)time.GetElapsedTime(start).TotalMilliseconds;
            if (now - due > VirtualCar.TickMs) due = now;
            if (due > now) never.WaitOne((int)(due - now));

            ImmutableArray<Action> beats;
            lock (_gate)
            {
                beats = _beats;
                _running = !beats.IsEmpty;
                if (!_running) return;
            }

            foreach (var beat in beats) beat();
        }
    }
}
