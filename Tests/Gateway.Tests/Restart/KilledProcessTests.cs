using RcFleet.Gateway.Tests.Support;

namespace RcFleet.Gateway.Tests.Restart;

public class KilledProcessTests
{
    [Fact]
    public async Task KilledDuringADrive_AndRestarted_TheDriverResumes_SameToken_HigherEpoch_RightMinutes()
    {
        var data = Directory.CreateTempSubdirectory("rcfleet-test-").FullName;
        var port = SiloProcess.FreePort();
        await using var first = await SiloProcess.StartReady(port, data);
        await using var server = RemoteServer.At(port);
        var key = await server.Provision("car-1-ctl", "car-1", "control");
        await using var control = await server.Register("car-1-ctl", key);
        using var telemetry = new PeriodicTelemetry(control);
        var rental = await server.Rent("car-1", minutes: 10);
        await using var driver = await server.Join(rental.Token);
        await driver.Send(new { type = "drive", seq = 1, steering = 0, throttle = 0.5 });
        await control.Next("drive");
        var before = await driver.Next("state", s => s.GetProperty("secondsLeft").GetInt64() <= 593);
        await first.Kill();
        await control.Closed();

        await using var second = await SiloProcess.StartReady(port, data);
        await using var again = await server.Register("car-1-ctl", key);
        using var moreTelemetry = new PeriodicTelemetry(again);
        var resumed = await server.Socket("/ws/drive");
        await resumed.Send(new { type = "join", token = rental.Token });
        var joined = await resumed.Next("joined");
        Assert.True(joined.GetProperty("epoch").GetInt64() > rental.Epoch, $"{joined} after epoch {rental.Epoch}");
        var left = joined.GetProperty("secondsLeft").GetInt64();
        var used = before.GetProperty("secondsLeft").GetInt64();
        Assert.InRange(left, used - 1, used + 6);

        await resumed.Send(new { type = "drive", seq = 1, steering = 0, throttle = 0 });
        Assert.Equal(joined.GetProperty("epoch").GetInt64(), (await again.Next("drive")).GetProperty("epoch").GetInt64());
        await resumed.DisposeAsync();
        await second.Kill();
        Directory.Delete(data, recursive: true);
    }

    [Fact]
    public async Task LeaseWhoseCarAndDriverNeverReturn_EndsByItself_AfterTheRestart()
    {
        var data = Directory.CreateTempSubdirectory("rcfleet-test-").FullName;
        var port = SiloProcess.FreePort();
        await using var first = await SiloProcess.StartReady(port, data);
        await using var server = RemoteServer.At(port);
        await using var control = await server.Device("car-1-ctl", "car-1", "control");
        var rental = await server.Rent("car-1");
        await first.Kill();

        // Nobody asks this process for anything: it must wake the car by itself.
        await using var second = SiloProcess.Start("--urls", "http://127.0.0.1:0", "--Fleet:DataPath", data, "--Fleet:JoinSeconds", "1");
        await Eventually.True(() => second.Output.Split('\n').Any(l => l.Contains(rental.SessionId, StringComparison.Ordinal) && l.Contains("ended", StringComparison.Ordinal)), () => second.Output, TimeSpan.FromSeconds(30));
        await second.Kill();
        Directory.Delete(data, recursive: true);
    }
}
