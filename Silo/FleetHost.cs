using RcFleet.Cars;
using RcFleet.Gateway;
using RcFleet.Gateway.Admin;
using RcFleet.Gateway.Operators;
using RcFleet.Hosting;
using RcFleet.Hosting.Configuration;
using RcFleet.Silo.Demo;

namespace RcFleet.Silo;

/// <summary>Puts the system together, runs it, and tells its user how to use it, or why it did not start.</summary>
internal static class FleetHost
{
    /// <summary>A builder that has read the settings. They lie beside the program, whatever folder it is started from.</summary>
    public static WebApplicationBuilder CreateBuilder(CommandLine command) =>
        WebApplication.CreateBuilder(new WebApplicationOptions { Args = command.Rest, ContentRootPath = AppContext.BaseDirectory });

    /// <summary>A sentence for each setting that can't be used.</summary>
    public static List<string> Problems(IConfiguration configuration) =>
        FleetConfiguration.Problems(configuration, [typeof(LeaseOptions)]);

    /// <summary>The whole system: engine, grains, gateway and, if asked for, virtual cars.</summary>
    public static WebApplication BuildFleet(this WebApplicationBuilder builder, CommandLine command)
    {
        builder.ConfigureServer(command.Lan, Engine.Shutdown);
        builder.AddFleetOptions();
        builder.AddEngine();
        builder.Services.AddFleetGrains();
        builder.Services.AddGateway();
        builder.Services.AddAdmin(builder.Configuration["Fleet:AdminUrl"]);
        builder.Services.AddDemo(command.DemoCars);
        var app = builder.Build();
        app.MapGateway();
        return app;
    }

    /// <summary>Starts, prints where the page is, and runs until it is told to stop. The exit code.</summary>
    public static async Task<int> RunFleetAsync(this WebApplication app, CommandLine command)
    {
        OperatorKeyRing operators;
        DemoCredentials? credentials;
        try
        {
            await app.StartAsync();

            // After the engine, which makes sure that the data path is this process' own.
            operators = app.Services.GetRequiredService<OperatorKeyRing>();
            await FleetAwakening.WakeAsync(app.Services);
            credentials = app.Services.GetService<DemoFleet>() is { } demo ? await demo.StartAsync(LoopbackUrl(app), operators) : null;
        }
        catch (OperationCanceledException) when (app.Lifetime.ApplicationStopping.IsCancellationRequested)
        {
            // Told to stop before it had started.
            return 0;
        }
        catch (Exception e) when (FailedStart.Sentence(e, Engine.StartProblem) is { } sentence)
        {
            return FailedStart.Report(sentence);
        }

        StartReport.Ready("RcFleet", Engine.Describe(app.Configuration));
        var url = StartReport.Page(app, command.Lan);
        if (operators.NewKey is { } made) Console.WriteLine($"  operator key  {made}   (made now, shown this once)");
        if (credentials is not null)
        {
            Console.WriteLine($"  demo key      {credentials.OperatorKey}   (an operator key until this process ends)");
            Console.WriteLine($"  rental code   {credentials.RentalCode}   ({DemoFleet.CodeMinutes} minutes, any car)");
            Console.WriteLine($"  drive         {url}/#code={credentials.RentalCode}");
        }

        StartReport.Staff(app.Services, app.Configuration);
        await app.WaitForShutdownAsync();
        return 0;
    }

    private static Uri LoopbackUrl(WebApplication app)
    {
        var url = new Uri(app.Urls.First());
        var host = url.Host is "0.0.0.0" or "[::]" ? "127.0.0.1" : url.Host;
        return new Uri($"ws://{host}:{url.Port}/ws/device");
    }
}
