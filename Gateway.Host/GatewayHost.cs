using RcFleet.Gateway.Admin;
using RcFleet.Gateway.Reach;
using RcFleet.Hosting;
using RcFleet.Hosting.Cluster;
using RcFleet.Hosting.Configuration;

namespace RcFleet.Gateway.Host;

/// <summary>Puts a gateway together that is a client of the cluster's silos, and runs it.</summary>
internal static class GatewayHost
{
    /// <summary>Settings of section <c>Fleet</c> that only silos read: one set of settings may serve both.</summary>
    public static readonly string[] SiloSettings = ["LeaseTtlMs", "ReconnectGraceSeconds", "JoinSeconds", "DriverSilenceSeconds", "OperatorSessionMinutes"];

    /// <summary>How long it may take to stop.</summary>
    private static readonly TimeSpan Shutdown = TimeSpan.FromSeconds(10);

    /// <summary>A builder that has read the settings. They lie beside the program, whatever folder it is started from.</summary>
    public static WebApplicationBuilder CreateBuilder(string[] args) =>
        WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });

    /// <summary>A sentence for each setting that can't be used.</summary>
    public static List<string> Problems(IConfiguration configuration)
    {
        var problems = FleetConfiguration.Problems(configuration, [], SiloSettings);
        if (configuration["Fleet:OperatorKey"] is null && !problems.Contains(EngineSettings.OperatorKeyNeeded)) problems.Add(EngineSettings.OperatorKeyNeeded);
        return problems;
    }

    /// <summary>The gateway.</summary>
    public static WebApplication BuildGateway(this WebApplicationBuilder builder)
    {
        builder.ConfigureServer(lan: false, Shutdown);
        builder.AddFleetOptions();
        builder.AddClusterClient();
        builder.Services.AddGateway();
        builder.Services.AddSiloBeat();
        builder.Services.AddAdmin(builder.Configuration["Fleet:AdminUrl"]);
        var app = builder.Build();
        app.MapGateway();
        return app;
    }

    /// <summary>Starts, prints where the page is, and runs until it is told to stop. The exit code.</summary>
    public static async Task<int> RunGatewayAsync(this WebApplication app)
    {
        try
        {
            await app.StartAsync();
        }
        catch (OperationCanceledException) when (app.Lifetime.ApplicationStopping.IsCancellationRequested)
        {
            // Told to stop before it had started.
            return 0;
        }
        catch (Exception e) when (FailedStart.Sentence(e, ClusterProblem.Sentence) is { } sentence)
        {
            return FailedStart.Report(sentence);
        }

        StartReport.Ready("RcFleet gateway", $"cluster {ClusterSettings.Of(app.Configuration).ClusterId}");
        StartReport.Page(app, lan: false);
        StartReport.Staff(app.Services, app.Configuration);
        await app.WaitForShutdownAsync();
        return 0;
    }
}
