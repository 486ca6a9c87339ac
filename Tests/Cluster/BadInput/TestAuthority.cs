using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace RcFleet.Cluster.BadInput;

/// <summary>An authority of a cluster's own and the certificates that it issues, as PEM files.</summary>
internal sealed class TestAuthority : IDisposable
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";
    private const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("rcfleet-authority-");
    private readonly X509Certificate2 _own;
    private readonly DateTimeOffset _from = TimeProvider.System.GetUtcNow().AddMinutes(-5);
    private int _issued;

    public TestAuthority(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=" + name, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        _own = request.CreateSelfSigned(_from, _from.AddDays(1));
        File = Path.Combine(_folder.FullName, "authority.pem");
        System.IO.File.WriteAllText(File, _own.ExportCertificatePem());
    }

    /// <summary>The authority's own certificate.</summary>
    public string File { get; }

    /// <summary>A certificate and its key, each in a file, and both in one.</summary>
    public readonly record struct Issued(string Certificate, string Key, string Both);

    /// <summary>Issues one for a process of this machine.</summary>
    /// <param name="name">Whose it is.</param>
    /// <param name="days">Valid from five minutes ago; none at all makes it one that ended a minute ago.</param>
    public Issued Issue(string name, int days = 1)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=" + name, key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(ServerAuthentication), new Oid(ClientAuthentication)], critical: false));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(_own, includeKeyIdentifier: true, includeIssuerAndSerial: false));
        using var issued = request.Create(_own, _from, days == 0 ? _from.AddMinutes(4) : _from.AddDays(days), [(byte)++_issued]);
        var (certificate, privateKey) = (issued.ExportCertificatePem(), key.ExportPkcs8PrivateKeyPem());
        return new Issued(Write(name + ".pem", certificate), Write(name + ".key", privateKey), Write(name + "-both.pem", certificate + "\n" + privateKey));
    }

    public void Dispose()
    {
        _own.Dispose();
        _folder.Delete(recursive: true);
    }

    private string Write(string name, string text)
    {
        var path = Path.Combine(_folder.FullName, name);
        System.IO.File.WriteAllText(path, text);
        return path;
    }
}
