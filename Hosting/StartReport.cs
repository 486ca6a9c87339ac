using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using RcFleet.Gateway.Admin;
using RcFleet.Hosting.Configuration;

namespace RcFleet.Hosting;

/// <summary>What a process says once it is ready.</summary>
internal static class StartReport
{
    /// <summary>The first line: what is ready, and after how long.</summary>
    public static void Ready(string what, string engine)
    {
        var ready = TimeProvider.System.GetLocalNow() - Process.GetCurrentProcess().StartTime;
        Console.WriteLine($"{what} is ready after {ready.TotalSeconds:0.0} s, {engine}");
    }

    /// <summary>Where the page is; its address.</summary>
    public static string Page(WebApplication app, bool lan)
    {
        var url = app.PageUrl(lan);
        Console.WriteLine($"  page          {url}");
        Console.WriteLine($"  operator      {url}/operator");
        return url;
    }

    /// <summary>Where staff of the machine look, or why they can't; and settings without effect.</summary>
    public static void Staff(IServiceProvider services, IConfiguration configuration)
    {
        var admin = services.GetService<AdminServer>();
        if (admin?.Url is { } metrics) Console.WriteLine($"  metrics       {metrics}metrics");
        if (admin?.Problem is { } problem) Console.WriteLine($"  warning       {problem}");
        foreach (var setting in FleetConfiguration.WithoutEffect(configuration)) Console.WriteLine($"  warning       {setting} has no effect in this version");
    }
}
