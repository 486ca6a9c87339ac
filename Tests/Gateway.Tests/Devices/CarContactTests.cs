using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using RcFleet.Cars;
using RcFleet.Devices;
using RcFleet.Gateway.Devices;
using RcFleet.Gateway.WebSockets;

namespace RcFleet.Gateway.Tests.Devices;

public sealed class CarContactTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly MonotonicClock _clock;

    public CarContactTests()
    {
        _time.Advance(TimeSpan.FromHours(1));
        _clock = new MonotonicClock(_time);
    }

    [Fact]
    public async Task Check_OfABoardThatSaysNothing_ReportsForIt_EveryTenSecondsAndNotBefore()
    {
        var car = Car.Create();
        var attachment = new DeviceAttachment("car-1-cam", DeviceRole.Camera, "cam#1", 1, [], [], null, null, null);
        var contact = new CarContact(car, attachment, null!, _clock, NullLogger.Instance)
        {
            Reattached = (_, _) => { },
            Refused = _ => { },
            OutOfReach = () => { },
            IsClosing = () => false,
        };
        Assert.True((await contact.AttachAsync()).Accepted);
        contact.Open();

        var reports = ((Car)(object)car).Reports;
        for (var second = 0; second < 30; second++)
        {
            contact.Check(_clock.NowMs);
            Assert.Equal(second / 11, reports.Count);
            _time.Advance(TimeSpan.FromSeconds(1));
        }
    }

    /// <summary>Knows every board, and answers at once.</summary>
    [SuppressMessage("Performance", "CA1852", Justification = "DispatchProxy derives from it at run time.")]
    internal class Car : DispatchProxy
    {
        public List<object?[]> Reports { get; } = [];

        public static ICarGrain Create() => Create<ICarGrain, Car>();

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
        {
            switch (targetMethod!.Name)
            {
                case nameof(ICarGrain.Attach):
                    return Task.FromResult(new AttachResult(Accepted: true, Stopped: false));
                case nameof(ICarGrain.Report):
                    Reports.Add(args!);
                    return Task.FromResult(true);
                default:
                    throw new NotSupportedException(targetMethod.Name);
            }
        }
    }
}
