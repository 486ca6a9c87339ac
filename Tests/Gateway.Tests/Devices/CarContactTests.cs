using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using RcFleet.Cars;
using RcFleet.Devices;
using RcFleet.Gateway.Devices;
using RcFleet.Gateway.WebSockets;

namespace RcFleet.Gateway.Tests.Devices;

public class CarContactTests
{
    private static readonly DeviceTelemetry Report = new(null, 81, null, null, null, null, true, false);

    private readonly FakeTimeProvider _time = new();
    private readonly MonotonicClock _clock;
    private readonly ScriptedCar _car;
    private readonly CarContact _contact;
    private readonly List<(bool Stopped, int Registration)> _reattached = [];
    private int _outOfReach;

    public CarContactTests()
    {
        _time.Advance(TimeSpan.FromHours(1));
        _clock = new MonotonicClock(_time);
        var car = ScriptedCar.Create();
        _car = (ScriptedCar)(object)car;
        var attachment = new DeviceAttachment("ctl", DeviceRole.Control, "c", 1, [], [], null, null, null);
        _contact = new CarContact(car, attachment, null!, _clock, NullLogger.Instance)
        {
            Reattached = (stopped, registration) => _reattached.Add((stopped, registration)),
            Refused = _ => { },
            OutOfReach = () => _outOfReach++,
            IsClosing = () => false,
        };
        _contact.Open();
    }

    [Fact]
    public void AGrainThatFallsSilentInASession_IsOutOfReach_TenSecondsAfterItsLastWord()
    {
        for (var i = 0; i < 300; i++)
        {
            _contact.Noticed();
            Pass(200);
        }

        Assert.DoesNotContain("Report", _car.Calls);
        _car.Fails = true;
        for (var i = 0; i < 48; i++) Pass(200);
        Assert.Contains("Report", _car.Calls);
        Assert.Equal(0, _outOfReach);
        Pass(200);
        Assert.Equal(1, _outOfReach);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void AnAttachWhoseAnswerWasLost_IsMadeAgain_AndWhatItSaysOfAStopIsHeeded(bool noticed)
    {
        Pass(1000);
        _car.Knows = false;
        _car.Fails = true;
        _car.OnlyFails = "Attach";
        Pass(1000);

        // It came, and its answer did not.
        _car.Knows = true;
        _car.Fails = false;
        _car.Stopped = true;
        if (noticed) _contact.Noticed();
        Pass(200);
        Assert.Equal((true, 2), Assert.Single(_reattached));
        Pass(200);
        Assert.Single(_reattached);
    }

    [Fact]
    public void StreamsThatTheGrainDidNotHearOf_AreToldAgain()
    {
        _car.Fails = true;
        _contact.ReportStreams([new StreamCandidate("wan", "http://203.0.113.7:8080/stream")]);
        _car.Fails = false;
        Pass(1000);
        Assert.Equal("wan", Assert.Single(_car.Attached!.Streams).Kind);
    }

    [Fact]
    public void ABoardThatSaysNothing_IsReportedEveryTenSeconds_AndNotBefore()
    {
        for (var second = 0; second < 30; second++)
        {
            _contact.Check(_clock.NowMs);
            Assert.Equal(second / 11, _car.Calls.Count(c => c == "Report"));
            _time.Advance(TimeSpan.FromSeconds(1));
        }
    }

    private void Pass(int ms)
    {
        _time.Advance(TimeSpan.FromMilliseconds(ms));
        _contact.Report(Report, _clock.NowMs);
    }

    [SuppressMessage("Performance", "CA1852", Justification = "DispatchProxy derives from it at run time.")]
    internal class ScriptedCar : DispatchProxy
    {
        public List<string> Calls { get; } = [];

        public bool Fails { get; set; }

        public string? OnlyFails { get; set; }

        public bool Knows { get; set; } = true;

        public bool Stopped { get; set; }

        public DeviceAttachment? Attached { get; private set; }

        public static ICarGrain Create() => Create<ICarGrain, ScriptedCar>();

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
        {
            var name = targetMethod!.Name;
            Calls.Add(name);
            var dead = new TimeoutException("The answer was lost.");
            var fails = Fails && (OnlyFails ?? name) == name;
            switch (name)
            {
                case nameof(ICarGrain.Report):
                    return fails ? Task.FromException<bool>(dead) : Task.FromResult(Knows);
                case nameof(ICarGrain.Attach):
                    if (fails) return Task.FromException<AttachResult>(dead);
                    Attached = (DeviceAttachment)args![0]!;
                    return Task.FromResult(new AttachResult(true, Stopped));
                default:
                    return Task.CompletedTask;
            }
        }
    }
}
