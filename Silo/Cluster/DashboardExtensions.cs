using Orleans.Dashboard;
using RcFleet.Gateway.Admin;

namespace RcFleet.Silo.Cluster;

/// <summary>Registers the dashboard.</summary>
internal static class DashboardExtensions
{
    /// <summary>Adds it.</summary>
    public static void AddFleetDashboard(this ISiloBuilder silo)
    {
        silo.AddDashboard(options => options.HideTrace = true);
        silo.Services.AddSingleton<IAdminPages, Dashboard>();
    }
}
