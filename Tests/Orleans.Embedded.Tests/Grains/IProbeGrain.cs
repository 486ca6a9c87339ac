using Orleans.Concurrency;

namespace RcFleet.Orleans.Embedded.Tests;

public interface IProbeGrain : IGrainWithStringKey
{
    Task Ping();

    Task Say(string what);

    /// <summary>Says "enter", waits for the gate, says "leave".</summary>
    Task Hold(string gate);

    [AlwaysInterleave]
    Task Interleaved(string what);

    /// <summary>The thread that it runs on.</summary>
    [AlwaysInterleave]
    Task<int> InterleavedThread();

    /// <summary>The thread that it runs on.</summary>
    Task<int> TurnThread();

    [ReadOnly]
    Task ReadAndHold(string gate);

    [OneWay]
    Task HoldOneWay(string gate);

    [OneWay]
    Task ThrowOneWay();

    [ResponseTimeout("00:00:01")]
    Task HoldForASecond(string gate);

    Task CallBack(string other, string method);

    Task Leave();

    Task LeaveAfter(string gate);

    Task Delay(TimeSpan time);

    Task<string> Where();

    Task<bool[]> Schedulers();

    Task StartTimer(string name, TimeSpan due, TimeSpan period, bool keepAlive, bool interleave);

    Task ChangeTimer(TimeSpan due, TimeSpan period);

    Task StopTimer();

    Task<Exception?> TimerFromOutside();

    Task Notify(IProbeObserver observer, int number);

    [OneWay]
    Task Tell(IProbeObserver observer, int number);

    Task TellAll(IProbeObserver[] observers, int number);

    Task<int> Ask(IProbeObserver observer, int number);
}
