using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;
using Orleans.Connections.Security;

namespace RcFleet.Hosting.Cluster;

/// <summary>
/// TLS within the cluster, both sides with a certificate. A member is who has one of the cluster's own authority; names are
/// not checked, since silos are known by address.
/// </summary>
internal static partial class ClusterTls
{
    /// <summary>What is wrong with the files, or null.</summary>
    public static string? Problem(ClusterSettings settings)
    {
        try
        {
            using var own = Own(settings);
            var authority = Authority(settings);
            return Belongs(own, authority) ? null : $"Cluster:TlsCertificate {settings.TlsCertificate} is not of the authority {settings.TlsAuthority}, or not valid now: the other members would refuse it.";
        }
        catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            return $"Cluster:TlsCertificate, TlsKey and TlsAuthority can't be used: {e.Message}";
        }
    }

    /// <summary>TLS on every connection of a silo.</summary>
    public static void AddClusterTls(this ISiloBuilder silo, ClusterSettings settings) =>
        silo.Services.AddOptions<SiloConnectionOptions>().Configure<ILoggerFactory, TimeProvider>((connections, logs, time) =>
        {
            var tls = Options(settings, logs, time);
            connections.ConfigureSiloInboundConnection(connection => new HandshakeLogs(connection, logs, time).UseServerTls(tls));
            connections.ConfigureGatewayInboundConnection(connection => new HandshakeLogs(connection, logs, time).UseServerTls(tls));
            connections.ConfigureSiloOutboundConnection(connection => new HandshakeLogs(connection, logs, time).UseClientTls(tls));
        });

    /// <summary>TLS on every connection of a gateway to silos.</summary>
    public static void AddClusterTls(this IClientBuilder client, ClusterSettings settings) =>
        client.Services.AddOptions<ClientConnectionOptions>().Configure<ILoggerFactory, TimeProvider>((connections, logs, time) =>
        {
            var tls = Options(settings, logs, time);
            connections.ConfigureConnection(connection => new HandshakeLogs(connection, logs, time).UseClientTls(tls));
        });

    /// <summary>Whether a certificate was issued by the authority and is valid now.</summary>
    private static bool Belongs(X509Certificate2 certificate, X509Certificate2Collection authority)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(authority);

        // An authority of one's own publishes no list of revoked certificates: change the authority instead.
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        return chain.Build(certificate);
    }

    // Of both directions.
    private static TlsOptions Options(ClusterSettings settings, ILoggerFactory logs, TimeProvider time)
    {
        var logger = new RareLogger(logs.CreateLogger(typeof(ClusterTls)), time);
        var authority = Authority(settings);
        var tls = new TlsOptions();
        tls.LocalCertificate = Own(settings);
        tls.SslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13;
        tls.RemoteCertificateMode = RemoteCertificateMode.RequireCertificate;
        tls.ClientCertificateMode = RemoteCertificateMode.RequireCertificate;
        tls.RemoteCertificateValidation = (certificate, _, _) =>
        {
            if (Belongs(certificate, authority)) return true;
            LogStranger(logger, certificate.Subject, certificate.Issuer);
            return false;
        };
        tls.OnAuthenticateAsServer = (_, server) => server.ClientCertificateRequired = true;

        // The handshake needs some name; see above.
        tls.OnAuthenticateAsClient = (_, client) => client.TargetHost = settings.ClusterId;
        return tls;
    }

    private static X509Certificate2 Own(ClusterSettings settings) => X509Certificate2.CreateFromPemFile(settings.TlsCertificate!, settings.TlsKey);

    private static X509Certificate2Collection Authority(ClusterSettings settings)
    {
        var authority = new X509Certificate2Collection();
        authority.ImportFromPemFile(settings.TlsAuthority!);
        if (authority.Count == 0) throw new CryptographicException($"{settings.TlsAuthority} holds no certificate.");
        return authority;
    }

    [LoggerMessage(EventId = 5002, Level = LogLevel.Warning, Message = "Refused within the cluster: a certificate of {Subject}, issued by {Issuer}, which is not of Cluster:TlsAuthority or not valid now")]
    private static partial void LogStranger(ILogger logger, string subject, string issuer);
}
