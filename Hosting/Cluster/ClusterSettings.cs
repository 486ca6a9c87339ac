using System.ComponentModel.DataAnnotations;
using System.Net;
using Microsoft.Extensions.Configuration;
using RcFleet.Gateway;

namespace RcFleet.Hosting.Cluster;

/// <summary>Settings of the cluster, section <c>Cluster</c>; silos and gateways of one cluster share most of them.</summary>
public sealed class ClusterSettings
{
    /// <summary>The section's name.</summary>
    public const string Section = "Cluster";

    /// <summary>Where membership and state are kept: <c>localhost</c> (the default), <c>azure</c> or <c>adonet</c>.</summary>
    public ClusteringKind Clustering { get; set; }

    /// <summary>Which cluster: silos find each other by it. 3 to 40 lower-case letters, digits and hyphens; default <c>rcfleet</c>.</summary>
    [RegularExpression(Name, ErrorMessage = NameForm)]
    public string ClusterId { get; set; } = "rcfleet";

    /// <summary>Whose state: clusters of one service share it. 3 to 40 lower-case letters, digits and hyphens; default <c>rcfleet</c>.</summary>
    [RegularExpression(Name, ErrorMessage = NameForm)]
    public string ServiceId { get; set; } = "rcfleet";

    /// <summary>Azure Storage by connection string.</summary>
    [Secret, MinLength(1)]
    public string? AzureConnectionString { get; set; }

    /// <summary>Azure Storage by managed identity: its table endpoint, such as <c>https://NAME.table.core.windows.net</c>.</summary>
    [Url]
    public string? AzureTableUri { get; set; }

    /// <summary>Azure Storage by managed identity: its blob endpoint, such as <c>https://NAME.blob.core.windows.net</c>.</summary>
    [Url]
    public string? AzureBlobUri { get; set; }

    /// <summary>The client id of a user-assigned managed identity; default: what the machine or the environment gives.</summary>
    public string? AzureClientId { get; set; }

    /// <summary>PostgreSQL by connection string.</summary>
    [Secret, MinLength(1)]
    public string? PostgresConnectionString { get; set; }

    /// <summary>The address by which other silos and the gateways reach this silo. Default: loopback with <c>localhost</c>, else this machine's first address.</summary>
    public string? AdvertisedAddress { get; set; }

    /// <summary>Listen on all addresses instead of the advertised one, which may be a router's. Default false.</summary>
    public bool ListenOnAllAddresses { get; set; }

    /// <summary>Port for the other silos. 1 to 65535, default 11111.</summary>
    [Range(1, 65535)]
    public int SiloPort { get; set; } = 11111;

    /// <summary>Port for gateways. 1 to 65535, default 30000.</summary>
    [Range(1, 65535)]
    public int GatewayPort { get; set; } = 30000;

    /// <summary>How long a silo may take to answer another one's probe at first; the runtime adapts it between once and three times this. Three missed probes, seen by two silos, end a silo. Milliseconds, 500 to 30000, default 1000.</summary>
    [Range(500, 30_000)]
    public int ProbeTimeoutMs { get; set; } = 1000;

    /// <summary>How long a process that starts tries to reach the others, before it gives up with a sentence. Seconds, 5 to 600, default 120.</summary>
    [Range(5, 600)]
    public int JoinSeconds { get; set; } = 120;

    /// <summary>Refuse gateways' calls while this silo's processor is busier than 95 % or its memory fuller than 90 %. Default false: it would refuse a stop as readily as a drive, and drives are dropped by age anyway.</summary>
    public bool LoadShedding { get; set; }

    /// <summary>Certificate of this process for other members of the cluster, a PEM file; with key and authority every connection is TLS, and both sides show theirs.</summary>
    public string? TlsCertificate { get; set; }

    /// <summary>Its private key, a PEM file.</summary>
    public string? TlsKey { get; set; }

    /// <summary>The authority whose certificates are members of the cluster, a PEM file.</summary>
    public string? TlsAuthority { get; set; }

    /// <summary>Whether connections within the cluster are TLS.</summary>
    public bool Tls => TlsCertificate is not null;

    private const string Name = "(?=.{3,40}$)[a-z0-9](-?[a-z0-9])+";
    private const string NameForm = "It must be 3 to 40 lower-case letters, digits and single hyphens, such as rcfleet-prod.";

    /// <summary>The settings as the configuration gives them.</summary>
    public static ClusterSettings Of(IConfiguration configuration) =>
        configuration.GetSection(Section).Get<ClusterSettings>() ?? new ClusterSettings();

    /// <summary>A sentence for each that does not fit the others, or names what is not there.</summary>
    public IEnumerable<string> Problems()
    {
        var byIdentity = AzureTableUri is not null || AzureBlobUri is not null;
        if (Clustering == ClusteringKind.Azure)
        {
            if (AzureConnectionString is null && !byIdentity) yield return "Cluster:Clustering is azure, which needs Cluster:AzureConnectionString, or Cluster:AzureTableUri and Cluster:AzureBlobUri for a managed identity.";
            if (AzureConnectionString is not null && byIdentity) yield return "Cluster:AzureConnectionString excludes Cluster:AzureTableUri and Cluster:AzureBlobUri: give one or the others.";
            if (byIdentity && (AzureTableUri is null || AzureBlobUri is null)) yield return "Cluster:AzureTableUri and Cluster:AzureBlobUri are needed together: membership and small states lie in tables, large states in blobs.";
            if (AzureConnectionString is not null && AzureAccount.Problem(AzureConnectionString) is { } unusable) yield return unusable;
        }

        if (Clustering == ClusteringKind.AdoNet)
        {
            if (PostgresConnectionString is null) yield return "Cluster:Clustering is adonet, which needs Cluster:PostgresConnectionString.";
            else if (Postgres.Problem(PostgresConnectionString) is { } unusable) yield return unusable;
        }

        if (AdvertisedAddress is not null && (!IPAddress.TryParse(AdvertisedAddress, out var advertised) || advertised.Equals(IPAddress.Any) || advertised.Equals(IPAddress.IPv6Any)))
            yield return $"Cluster:AdvertisedAddress is '{AdvertisedAddress}'; it must be an IP address by which others reach this silo. To listen on all addresses: Cluster:ListenOnAllAddresses.";
        if (SiloPort == GatewayPort) yield return $"Cluster:SiloPort and Cluster:GatewayPort are both {SiloPort}; they must differ.";
        string?[] tls = [TlsCertificate, TlsKey, TlsAuthority];
        if (tls.Any(t => t is not null) && tls.Any(t => t is null)) yield return "Cluster:TlsCertificate, Cluster:TlsKey and Cluster:TlsAuthority are needed together.";
        else if (Tls && ClusterTls.Problem(this) is { } broken) yield return broken;
    }
}
