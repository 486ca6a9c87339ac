using RcFleet.VirtualCar.Links;

namespace RcFleet.VirtualCar.Tests.Links;

public class TelemetryPacerTests
{
    [Fact]
    public void In_a_session_it_sends_five_times_a_second_or_more_even_if_it_is_asked_every_20_ms() =>
        Assert.InRange(Count(inSession: true), 5, 20);

    [Fact]
    public void Outside_it_sends_at_the_heartbeat() => Assert.Equal(1, Count(inSession: false));

    [Fact]
    public void A_change_is_sent_at_once_but_never_more_than_twenty_a_second()
    {
        var pacer = new TelemetryPacer();
        Assert.True(pacer.Due(0, true, false, false, 2000));
        Assert.True(pacer.Due(500, false, true, false, 2000));
        var sent = 0;
        for (var now = 510; now < 1510; now++)
            if (pacer.Due(now, now % 2 == 0, true, true, 2000))
                sent++;
        Assert.InRange(sent, 10, 20);
    }

    private static int Count(bool inSession)
    {
        var pacer = new TelemetryPacer();
        var sent = 0;
        for (var now = 0; now < 1000; now += 20)
            if (pacer.Due(now, false, true, inSession, 2000))
                sent++;
        return sent;
    }
}
