using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using RcFleet.Hosting.Cluster;
using RcFleet.Silo;

namespace RcFleet.ClusterTests.Settings;

public class ShutdownTests
{
    [Fact]
    public async Task EverythingInOne_HasAsLongToStopAsASilo_SinceItIsOne()
    {
        Assert.True(CommandLine.TryParse(["--urls", "http://127.0.0.1:0", "--Fleet:AdminUrl", "none"], out var command));
        await using var app = FleetHost.CreateBuilder(command).BuildFleet(command);
        Assert.Equal(ClusterTimes.SiloShutdown, app.Services.GetRequiredService<IOptions<HostOptions>>().Value.ShutdownTimeout);
    }
}
