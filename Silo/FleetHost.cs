using System.Diagnostics;
using System.Net.Sockets;
using Microsoft.Extensions.Options;
using RcFleet.Fleet;
using RcFleet.Gateway;
using RcFleet.Gateway.Admin;
using RcFleet.Gateway.Operators;
using RcFleet.Silo.Configuration;
using RcFleet.Silo.Demo;

namespace RcFleet.Silo;

/// <summary>Puts the system together, runs it, and tells its user how to use it, or why it did not start.</summary>
internal static class FleetHost
{
    /// <summary>A builder that has read the settings. They lie beside the program, whatever folder it is started from.</summary>
    public static WebApplicationBuilder CreateBuilder(CommandLine command) =>
        WebApplication.CreateBuilder(new WebApplicationOptions { Args = command.Rest, ContentRootPath = AppContext.BaseDirectory });

    /// <summary>The whole system: engine, grains, gateway and, if asked for, virtual cars.</summary>
    public static WebApplication BuildFleet(this WebApplicationBuilder builder, CommandLine command)
    {
        builder.ConfigureServer(command);
        builder.AddFleetOptions();
        builder.AddEngine(builder.Configuration["Fleet:DataPath"] ?? new GatewayOptions().DataPath);
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
        try
        {
            await app.StartAsync();

            // After the engine, which makes sure that the data path is this process' own.
            operators = app.Services.GetRequiredService<OperatorKeyRing>();
            await WakeFleet(app.Services.GetRequiredService<IGrainFactory>());
        }
        catch (Exception e) when (Sentence(e) is { } sentence)
        {
            Console.Error.WriteLine("RcFleet does not start: " + sentence);
            return 1;
        }

        var url = PageUrl(app, command);
        var demo = app.Services.GetService<DemoFleet>();
        var credentials = demo is null ? null : await demo.StartAsync(LoopbackUrl(app), operators);

        var ready = TimeProvider.System.GetLocalNow() - Process.GetCurrentProcess().StartTime;
        Console.WriteLine($"RcFleet is ready after {ready.TotalSeconds:0.0} s, engine {Engine.Name}");
        Console.WriteLine($"  page          {url}");
        Console.WriteLine($"  operator      {url}/operator");
        if (operators.NewKey is { } made) Console.WriteLine($"  operator key  {made}   (made now, shown this once)");
        if (credentials is not null)
        {
            Console.WriteLine($"  demo key      {credentials.OperatorKey}   (an operator key until this process ends)");
            Console.WriteLine($"  rental code   {credentials.RentalCode}   ({DemoFleet.CodeMinutes} minutes, any car)");
            Console.WriteLine($"  drive         {url}/#code={credentials.RentalCode}");
        }

        var admin = app.Services.GetService<AdminServer>();
        if (admin?.Url is { } metrics) Console.WriteLine($"  metrics       {metrics}metrics");
        if (admin?.Problem is { } problem) Console.WriteLine($"  warning       {problem}");
        foreach (var setting in FleetConfiguration.WithoutEffect(app.Configuration)) Console.WriteLine($"  warning       {setting} has no effect in this version");
        await app.WaitForShutdownAsync();
        return 0;
    }

    // Each part of the fleet index wakes the cars that it knows, so that a lease whose boards never return ends all the same.
    private static Task WakeFleet(IGrainFactory grains) =>
        Task.WhenAll(FleetShards.Keys.Select(shard => grains.GetGrain<IFleetShardGrain>(shard).ListCars()));

    private static string PageUrl(WebApplication app, CommandLine command)
    {
        var url = new Uri(app.Urls.First());
        var host = command.Lan || url.Host is "0.0.0.0" or "[::]" ? ServerConfiguration.LanAddress()?.ToString() ?? url.Host : url.Host;
        return $"{url.Scheme}://{host}:{url.Port}";
    }

    private static Uri LoopbackUrl(WebApplication app)
    {
        var url = new Uri(app.Urls.First());
        var host = url.Host is "0.0.0.0" or "[::]" ? "127.0.0.1" : url.Host;
        return new Uri($"ws://{host}:{url.Port}/ws/device");
    }

    // What a person can do something about, without a stack trace.
    private static string? Sentence(Exception e) => e switch
    {
        OptionsValidationException options => string.Join(" ", options.Failures),
        AggregateException many when many.InnerExceptions.All(i => Sentence(i) is not null) => string.Join(" ", many.InnerExceptions.Select(Sentence)),
        IOException { InnerException: Microsoft.AspNetCore.Connections.AddressInUseException } io => io.Message + " Another program has that port; choose one with --urls http://127.0.0.1:PORT.",
        SocketException socket => socket.Message,
        IOException or UnauthorizedAccessException or InvalidDataException => e.Message,
        _ => Engine.StartProblem(e),
    };
}
