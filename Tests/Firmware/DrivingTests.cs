using RcFleet.Firmware.Tests.Support;

namespace RcFleet.Firmware.Tests;

/// <summary>The real server, the boards' firmware, a scripted driver; the recorded pulses are the verdict.</summary>
public class DrivingTests
{
    /// <summary>The project's promise from any loss to neutral, in ms, and what a busy machine may add by itself.</summary>
    private const long Promise = 300, Busy = 150;

    [HostFact]
    public async Task The_pulses_follow_the_driver_and_go_neutral_when_he_presses_stop()
    {
        await using var shop = await Workshop.Open();
        var (_, log, rental) = await shop.Car("car-1");
        Assert.All(log.All(), pulse => Assert.True(pulse is { Throttle: 1500, Steering: 1500, Armed: false }));
        await using var driver = await ScriptedDriver.Join(shop.Server, rental.Token);
        await driver.Drive(log, 0.4, -0.5);
        await log.First(0, pulse => pulse is { Throttle: 1700, Steering: 1250 }, "1700 and 1250");
        await driver.Drive(log, -0.6);
        await driver.Socket.Next("state", state => state.GetProperty("armed").GetBoolean() && state.GetProperty("batteryPercent").GetInt32() > 50 && state.GetProperty("ackSeq").GetInt64() > 0);

        var pressed = PulseLog.Now;
        await driver.PressStop();
        await AssertNeutral(log, pressed, watch: 700);   // he still holds the stick, and that moves nothing

        await driver.Drive(log, 0.3);   // he lets go, and may drive again
    }

    [HostFact]
    public async Task A_silent_driver_and_a_lost_driver_stand_still_and_may_come_back()
    {
        await using var shop = await Workshop.Open();
        var (_, log, rental) = await shop.Car("car-1");
        await using (var driver = await ScriptedDriver.Join(shop.Server, rental.Token))
        {
            await driver.Drive(log, 1);
            driver.FallSilent();
            await AssertNeutral(log, PulseLog.Now);
            Assert.True(log.Last()!.Armed);
            driver.Hold(0.5);   // a late packet is not an accident: no arming anew
            await log.First(PulseLog.Now, pulse => pulse.Throttle == 1750, "throttle 1750");
            var cut = PulseLog.Now;
            driver.Socket.Abort();
            await AssertNeutral(log, cut);
        }

        await using var again = await ScriptedDriver.Join(shop.Server, rental.Token);
        await again.Drive(log, 0.4);
    }

    [HostFact]
    public async Task An_operator_who_ends_the_session_stops_and_disarms_the_car()
    {
        await using var shop = await Workshop.Open();
        var (_, log, rental) = await shop.Car("car-1");
        await using var driver = await ScriptedDriver.Join(shop.Server, rental.Token);
        await driver.Drive(log, 0.8);
        var revoked = PulseLog.Now;
        await RemoteServer.Json(await shop.Server.SendAs(RemoteServer.OperatorKey, HttpMethod.Get, "/api/operator/cars"), 200);
        await shop.Server.SendAs(RemoteServer.OperatorKey, HttpMethod.Delete, $"/api/operator/sessions/{rental.SessionId}", new { reason = "test" });
        await AssertNeutral(log, revoked);
        Assert.False(log.Last()!.Armed);
    }

    [HostFact]
    public async Task A_latched_stop_survives_the_driver_and_ends_with_resume_and_a_stick_at_zero()
    {
        await using var shop = await Workshop.Open();
        var (_, log, rental) = await shop.Car("car-1");
        await using var driver = await ScriptedDriver.Join(shop.Server, rental.Token);
        await driver.Drive(log, 0.8);
        var stopped = PulseLog.Now;
        await shop.Server.SendAs(RemoteServer.OperatorKey, HttpMethod.Post, "/api/operator/cars/car-1/stop");
        await AssertNeutral(log, stopped);
        await driver.LetGo();
        driver.Hold(0.8);
        var resumed = PulseLog.Now;
        await shop.Server.SendAs(RemoteServer.OperatorKey, HttpMethod.Post, "/api/operator/cars/car-1/resume");
        await AssertNeutral(log, resumed, watch: 600);   // the stick was never let go
        await driver.Drive(log, 0.4);
    }

    [HostFact]
    public async Task A_killed_server_stops_the_car_and_the_board_finds_the_next_one()
    {
        await using var shop = await Workshop.Open();
        var (_, log, rental) = await shop.Car("car-1");
        await using (var driver = await ScriptedDriver.Join(shop.Server, rental.Token))
        {
            await driver.Drive(log, 0.8);
            var killed = PulseLog.Now;
            await shop.Silo.Kill();
            await AssertNeutral(log, killed);
        }

        await shop.StartServer();
        await shop.Online("car-1");
        await using var again = await ScriptedDriver.Join(shop.Server, rental.Token);
        await again.Drive(log, 0.5);
    }

    [HostFact]
    public async Task A_server_that_hangs_for_a_second_stops_the_car_and_its_backlog_moves_nothing()
    {
        await using var shop = await Workshop.Open();
        var (_, log, rental) = await shop.Car("car-1");
        await using var driver = await ScriptedDriver.Join(shop.Server, rental.Token);
        await driver.Drive(log, 0.8);

        var hung = PulseLog.Now;
        BoardProcess.Suspend(shop.Silo.Id);
        await log.First(hung + 700, _ => true, "line");
        driver.FallSilent();   // 28 frames at 0.8 wait in the server's socket, the newest 300 ms old when it wakes
        await log.First(hung + 1000, _ => true, "line");
        BoardProcess.Resume(shop.Silo.Id);

        var neutral = await log.NeutralSince(hung, until: hung + 2500);
        AssertInTime(log, hung, neutral);
        await driver.Drive(log, 0.4);
    }

    [HostFact]
    public async Task A_board_that_is_suspended_executes_nothing_old_when_it_wakes()
    {
        await using var shop = await Workshop.Open();
        var (board, log, rental) = await shop.Car("car-1");
        await using var driver = await ScriptedDriver.Join(shop.Server, rental.Token);
        await driver.Drive(log, 0.8);
        BoardProcess.Suspend(board.Id);
        driver.Hold(1);
        await Eventually.True(() => driver.LastSent - log.Last()!.At > 700, () => "no frames sent");
        driver.FallSilent();
        var silent = PulseLog.Now;
        await Eventually.True(() => PulseLog.Now - silent > 350, () => "");
        var woken = PulseLog.Now;
        BoardProcess.Resume(board.Id);
        await log.First(woken + 600, _ => true, "line");
        Assert.DoesNotContain(log.All(), pulse => pulse.At >= woken + 25 && pulse.Throttle > 1500);
    }

    internal static async Task AssertNeutral(PulseLog log, long lost, long watch = 500)
    {
        var neutral = await log.NeutralSince(lost, lost + Promise + Busy + watch);
        AssertInTime(log, lost, neutral);
    }

    private static void AssertInTime(PulseLog log, long lost, Pulse neutral)
    {
        var allowed = Promise + Busy + log.Stall(lost, neutral.At);
        Assert.True(neutral.At - lost <= allowed, $"neutral {neutral.At - lost} ms after the loss; allowed {allowed}");
    }
}
