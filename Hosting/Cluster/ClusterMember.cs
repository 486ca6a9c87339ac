using System.Net;
using Microsoft.Extensions.Hosting;
using Orleans.Configuration;
using RcFleet.Hosting.Configuration;

namespace RcFleet.Hosting.Cluster;

/// <summary>Makes a process a member of the cluster: what silos and gateways have in common, and what differs.</summary>
internal static class ClusterMember
{
    /// <summary>This process is a gateway: a client of the cluster's silos.</summary>
    public static void AddClusterClient(this IHostApplicationBuilder builder)
    {
        var settings = ClusterSettings.Of(builder.Configuration);
        builder.UseOrleansClient(client =>
        {
            switch (settings.Clustering)
            {
                case ClusteringKind.Azure:
                    client.UseAzureStorageClustering(azure => azure.TableServiceClient = AzureAccount.Tables(settings));
                    break;
                case ClusteringKind.AdoNet:
                    client.UseAdoNetClustering(postgres => (postgres.Invariant, postgres.ConnectionString) = (Postgres.Invariant, settings.PostgresConnectionString!));
                    break;
                default:
                    client.UseLocalhostClustering(settings.GatewayPort);
                    break;
            }

            client.Configure<ClusterOptions>(cluster => Name(cluster, settings));
            client.Configure<ClientMessagingOptions>(ClusterTimes.Configure);
            client.Configure<ConnectionOptions>(connection => connection.OpenConnectionTimeout = ClusterTimes.OpenConnection);
            client.Configure<GatewayOptions>(gateways => gateways.GatewayListRefreshPeriod = ClusterTimes.GatewayListRefresh);
            client.UseConnectionRetryFilter<FirstSiloPatience>();
            if (settings.Tls) client.AddClusterTls(settings);
        });
    }

    /// <summary>This process is a silo.</summary>
    public static void AddClusterSilo(this ISiloBuilder silo, ClusterSettings settings)
    {
        switch (settings.Clustering)
        {
            case ClusteringKind.Azure:
                silo.UseAzureStorageClustering(azure => azure.TableServiceClient = AzureAccount.Tables(settings));
                break;
            case ClusteringKind.AdoNet:
                silo.UseAdoNetClustering(postgres => (postgres.Invariant, postgres.ConnectionString) = (Postgres.Invariant, settings.PostgresConnectionString!));
                break;
            default:
                silo.UseLocalhostClustering(settings.SiloPort, settings.GatewayPort);
                break;
        }

        // The default directory of Orleans forgets what a silo that stops has kept of it, and ends those cars of others. This one
        // hands it on. It is marked as experimental: docs/cluster.md says what was tried with it.
#pragma warning disable ORLEANSEXP003
        silo.AddDistributedGrainDirectory();
#pragma warning restore ORLEANSEXP003
        silo.Configure<GrainDirectoryOptions>(ClusterTimes.Configure);
        silo.ConfigureEndpoints(Address(settings), settings.SiloPort, settings.GatewayPort, settings.ListenOnAllAddresses);
        silo.Configure<ClusterOptions>(cluster => Name(cluster, settings));
        silo.Configure<ClusterMembershipOptions>(membership => ClusterTimes.Configure(membership, settings));
        silo.Configure<HostOptions>(host => host.StartupTimeout = TimeSpan.FromSeconds(settings.JoinSeconds));
        silo.Configure<SiloMessagingOptions>(ClusterTimes.Configure);
        silo.Configure<ConnectionOptions>(connection => connection.OpenConnectionTimeout = ClusterTimes.OpenConnection);
        silo.Configure<LoadSheddingOptions>(shedding => shedding.LoadSheddingEnabled = settings.LoadShedding);
        if (settings.Tls) silo.AddClusterTls(settings);
    }

    private static void Name(ClusterOptions cluster, ClusterSettings settings) => (cluster.ClusterId, cluster.ServiceId) = (settings.ClusterId, settings.ServiceId);

    private static IPAddress Address(ClusterSettings settings) =>
        settings.AdvertisedAddress is { } given ? IPAddress.Parse(given)
        : settings.Clustering == ClusteringKind.Localhost ? IPAddress.Loopback
        : ServerConfiguration.LanAddress() ?? IPAddress.Loopback;
}
