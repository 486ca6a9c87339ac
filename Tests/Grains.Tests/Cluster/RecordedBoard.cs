using System.Collections.Concurrent;
using RcFleet.Cars;
using RcFleet.Devices;

namespace RcFleet.Cluster;

/// <summary>A board's connection that writes down what it is told.</summary>
internal sealed class RecordedBoard : IDeviceLink
{
    private readonly ConcurrentQueue<object> _told = new();

    public IReadOnlyList<object> Told => [.. _told];

    public IEnumerable<SessionNotice> Sessions => Told.OfType<SessionNotice>().OrderBy(n => n.Order);

    public IEnumerable<StopNotice> Stops => Told.OfType<StopNotice>().OrderBy(n => n.Order);

    public IEnumerable<SessionEndedNotice> Ended => Told.OfType<SessionEndedNotice>();

    public IEnumerable<VideoNotice> Videos => Told.OfType<VideoNotice>().OrderBy(n => n.Order);

    public IEnumerable<DriveCommand> Drives => Told.OfType<DriveCommand>();

    public IEnumerable<DeviceCloseReason> Closed => Told.OfType<DeviceCloseReason>();

    public Task Session(SessionNotice notice) => Note(notice);

    public Task Drive(DriveCommand command) => Note(command);

    public Task Stop(StopNotice notice) => Note(notice);

    public Task Resume(ResumeNotice notice) => Note(notice);

    public Task SessionEnded(SessionEndedNotice notice) => Note(notice);

    public Task Video(VideoNotice notice) => Note(notice);

    public Task Signal(SignalMessage message) => Note(message);

    public Task<string?> MintStreamToken(string sessionId) => Task.FromResult<string?>("token of " + sessionId);

    public Task Close(DeviceCloseReason reason) => Note(reason);

    public override string ToString() => string.Join("\n", Told.TakeLast(20));

    private Task Note(object message)
    {
        _told.Enqueue(message);
        return Task.CompletedTask;
    }
}
