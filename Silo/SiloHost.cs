using RcFleet.Gateway.Admin;
using RcFleet.Hosting;
using RcFleet.Hosting.Configuration;

namespace RcFleet.Silo;

/// <summary>A silo alone: grains for gateways in processes of their own, and the admin listener.</summary>
internal static class SiloHost
{
    /// <summary>Starts and runs until it is told to stop. The exit code.</summary>
    public static async Task<int> RunAsync(CommandLine command)
    {
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { Args = command.Rest, ContentRootPath = AppContext.BaseDirectory });
        if (FleetHost.Problems(builder.Configuration) is { Count: > 0 } problems) return FleetConfiguration.Report(problems);

        builder.ConfigureProcess(Engine.Shutdown);
        builder.AddFleetOptions();
        builder.AddEngine();
        builder.Services.AddFleetGrains();
        builder.Services.AddAdmin(builder.Configuration["Fleet:AdminUrl"]);
        using var host = builder.Build();
        try
        {
            await host.StartAsync();
            await FleetAwakening.WakeAsync(host.Services);
        }
        catch (OperationCanceledException) when (host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping.IsCancellationRequested)
        {
            // Told to stop before it had started.
            return 0;
        }
        catch (Exception e) when (FailedStart.Sentence(e, Engine.StartProblem) is { } sentence)
        {
            return FailedStart.Report(sentence);
        }

        StartReport.Ready("RcFleet silo", Engine.Describe(builder.Configuration));
        StartReport.Staff(host.Services, builder.Configuration);
        await host.WaitForShutdownAsync();
        return 0;
    }
}
