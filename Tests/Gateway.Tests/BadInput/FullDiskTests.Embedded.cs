using System.Net.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Embedded;
using RcFleet.Gateway.Tests.Support;

namespace RcFleet.Gateway.Tests.BadInput;

[Collection(Timed.Name)]
public class FullDiskTests
{
    [Fact]
    public async Task AFullDisk_StopsNobodyWhoDrives_RefusesWhatMustBeKept_AndNothingIsLostOnceThereIsRoom()
    {
        await using var server = await FleetServer.StartAsync();
        await using var control = await server.Device("c-ctl", "c", "control");
        using var telemetry = new PeriodicTelemetry(control);
        var rental = await server.Rent("c");
        await using var driver = await server.Join(rental.Token);
        await driver.Send(new { type = "drive", seq = 1, steering = 0, throttle = 0.5 });
        await control.Next("drive");
        var file = server.Services.GetRequiredService<EmbeddedEngine>().Storage.File;

        // As many pages as it has, and those are used up.
        file.MaxPages = 1;
        for (var made = 0; ; made++)
        {
            var response = await server.Operator.PostAsJsonAsync("/api/operator/devices", new { deviceId = $"d-{made}", carId = $"filler-{made}", role = "control" });
            if ((int)response.StatusCode == 201) continue;
            await RemoteServer.Refused(response, 503, "unavailable");
            break;
        }

        await driver.Send(new { type = "drive", seq = 2, steering = 0, throttle = 0.5 });
        await control.Next("drive", d => d.GetProperty("seq").GetInt64() == 2);
        await driver.Send(new { type = "stop" });
        Assert.Equal("driver", (await control.Next("stop")).GetProperty("reason").GetString());
        Assert.Equal(200, (int)(await server.Anyone.GetAsync("/readyz")).StatusCode);

        file.MaxPages = 1_000_000;
        await RemoteServer.Done(await server.SendAs(rental.Token, HttpMethod.Delete, $"/api/sessions/{rental.SessionId}"));
        Assert.Equal("released", (await driver.Next("ended")).GetProperty("reason").GetString());
        await Eventually.Value(
            async () => (await RemoteServer.Json(await server.Operator.GetAsync("/api/operator/rides"), 200)).GetArrayLength(),
            n => n == 1);
        var code = (await RemoteServer.Json(await server.Operator.GetAsync("/api/operator/codes"), 200)).EnumerateArray().Single();
        Assert.InRange(code.GetProperty("secondsLeft").GetInt64(), 585, 600);
        await server.Provision("after", "after", "control");
    }
}
