using Microsoft.Extensions.Logging;
using RcFleet.Hosting;

namespace RcFleet.Cluster.Settings;

public class RareLoggerTests
{
    private readonly Written _written = new();
    private readonly Hand _time = new();
    private int _happened;

    [Fact]
    public void AnEvent_StandsOnceAMinute_AndTheNextLineSaysWhatWasLeftOut()
    {
        var logger = new RareLogger(_written, _time, () => _happened++);
        for (var i = 0; i < 5; i++) logger.Log(LogLevel.Warning, new EventId(1), "failed", null, (s, _) => s);
        logger.Log(LogLevel.Warning, new EventId(2), "timed out", null, (s, _) => s);
        Assert.Equal(["failed", "timed out"], _written.Lines);

        _time.Seconds = 59;
        logger.Log(LogLevel.Warning, new EventId(1), "failed", null, (s, _) => s);
        _time.Seconds = 61;
        logger.Log(LogLevel.Warning, new EventId(1), "failed", null, (s, _) => s);
        logger.Log(LogLevel.Warning, new EventId(2), "timed out", null, (s, _) => s);

        Assert.Equal(["failed (5 more of these were left out since the last)", "timed out"], _written.Lines.Skip(2));
        Assert.Equal(9, _happened);
    }

    private sealed class Hand : TimeProvider
    {
        public long Seconds { get; set; }

        public override long TimestampFrequency => 1;

        public override long GetTimestamp() => Seconds;
    }

    private sealed class Written : ILogger
    {
        public List<string> Lines { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => Lines.Add(formatter(state, exception));
    }
}
