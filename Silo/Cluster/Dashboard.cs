using Orleans.Dashboard;
using RcFleet.Gateway.Admin;

namespace RcFleet.Silo.Cluster;

/// <summary>
/// Orleans' dashboard, on the admin listener behind the operator's login. It looks on only while somebody has it open
/// (a minute longer), and shows no log.
/// </summary>
internal sealed class Dashboard : IAdminPages
{
    public string Prefix => "/dashboard";

    public void Map(IEndpointRouteBuilder routes) => routes.MapOrleansDashboard(Prefix);
}
