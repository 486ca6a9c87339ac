using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using RcFleet.Hosting;
using RcFleet.Hosting.Configuration;

namespace RcFleet.Gateway.Tests.Restart;

public class CalmLogTests
{
    private readonly Written _written = new();
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void TheSameFailure_OfManyCars_StandsTenTimesAMinute_AndWhatWasLeftOutIsCounted()
    {
        var logger = new CalmLog(_written, _time).CreateLogger("RcFleet.Cars.CarGrain");
        for (var car = 0; car < 100; car++) logger.Log(LogLevel.Warning, new EventId(1), car, new IOException("away"), Line);
        Assert.Equal(10, _written.Lines.Count);

        _time.Advance(TimeSpan.FromMinutes(1));
        logger.Log(LogLevel.Warning, new EventId(1), 100, new IOException("away"), Line);
        Assert.Equal("100 (90 more of these were left out since the last)", _written.Lines[^1]);
    }

    [Theory]
    [InlineData("Orleans.Runtime.Messaging.ConnectionManager", LogLevel.Warning, false, 10)]
    [InlineData("RcFleet.Cars.CarGrain", LogLevel.Warning, true, 10)]
    [InlineData("RcFleet.Cars.CarGrain", LogLevel.Warning, false, 100)]
    [InlineData("RcFleet.Cars.CarGrain", LogLevel.Information, false, 100)]
    [InlineData("RcFleet.Gateway.Gateway", LogLevel.Error, true, 100)]
    public void WhatIsLeftOut_AreFailuresThatComeByTheCar(string category, LogLevel level, bool failed, int lines)
    {
        var logger = new CalmLog(_written, _time).CreateLogger(category);
        for (var car = 0; car < 100; car++) logger.Log(level, new EventId(1), car, failed ? new IOException("away") : null, Line);
        Assert.Equal(lines, _written.Lines.Count);
    }

    [Fact]
    public void EveryProcess_LogsByIt()
    {
        var builder = Host.CreateApplicationBuilder();
        builder.ConfigureProcess(TimeSpan.FromSeconds(1));
        using var host = builder.Build();
        Assert.IsType<CalmLog>(Assert.Single((IEnumerable<ILoggerProvider>)host.Services.GetService(typeof(IEnumerable<ILoggerProvider>))!));
    }

    private static string Line(int car, Exception? exception) => car.ToString(System.Globalization.CultureInfo.InvariantCulture);

    private sealed class Written : ILoggerProvider, ILogger
    {
        public List<string> Lines { get; } = [];

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => Lines.Add(formatter(state, exception));

        public void Dispose()
        {
        }
    }
}
