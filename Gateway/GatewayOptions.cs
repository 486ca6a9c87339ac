using System.ComponentModel.DataAnnotations;
using System.Net;
using RcFleet.Gateway.Addresses;

namespace RcFleet.Gateway;

/// <summary>Settings of the gateway, section <c>Fleet</c>.</summary>
public sealed class GatewayOptions
{
    /// <summary>What <see cref="AdminUrl"/> is when nobody set it.</summary>
    public const string DefaultAdminUrl = "http://127.0.0.1:9464";

    /// <summary>As <see cref="AdminUrl"/>: nowhere.</summary>
    public const string NoAdmin = "none";

    /// <summary>Folder of everything durable. Default <c>./data</c>.</summary>
    [Required]
    public string DataPath { get; set; } = "./data";

    /// <summary>The operator's key. Default: made at the first start, printed once, its hash kept in the data path.</summary>
    [Secret, MinLength(16)]
    public string? OperatorKey { get; set; }

    /// <summary>The address that drivers' browsers use, such as <c>https://cars.example.org</c>. Default: what each request says.</summary>
    [RegularExpression("https?://[^ ]+", ErrorMessage = "It must begin with http:// or https://.")]
    public string? PublicUrl { get; set; }

    /// <summary>
    /// Where metrics and health are served to staff of the machine, such as <c>http://127.0.0.1:9464</c>; <c>none</c> for
    /// nowhere. Default: that address, and nowhere with a warning when another program has it.
    /// </summary>
    [RegularExpression("none|http://[^ /]+/?", ErrorMessage = "It must be http://ADDRESS:PORT, or none.")]
    public string? AdminUrl { get; set; }

    /// <summary>
    /// How long a process that is told to stop goes on serving while <c>/readyz</c> says 503, so that a load balancer sends
    /// nobody new. Seconds, 0 to 300, default 0.
    /// </summary>
    [Range(0, 300)]
    public int DrainSeconds { get; set; }

    /// <summary>
    /// Proxies whose <c>Forwarded</c> or <c>X-Forwarded-For</c>, <c>-Proto</c> and <c>-Host</c> are believed: addresses and
    /// networks, separated by commas. Default: none, the address of the connection is the caller's.
    /// </summary>
    [AddressList]
    public string? TrustedProxies { get; set; }

    /// <summary>
    /// Where boards of v1.0 may register without a key: addresses and networks, separated by commas. Default: none. Whoever
    /// is on such a network can pass for any car whose boards have no keys.
    /// </summary>
    [AddressList]
    public string? KeylessNetworks { get; set; }

    /// <summary>
    /// How drive commands reach the gateway that holds the controller's socket: <c>grain</c>, through the car's grain, or
    /// <c>direct</c>, from gateway to gateway under the grain's grant, and through the grain where there is no link. Default <c>grain</c>.
    /// </summary>
    [RegularExpression("grain|direct", ErrorMessage = "It must be grain or direct.")]
    public string CommandRoute { get; set; } = "grain";

    /// <summary>
    /// Where other gateways reach this one and it listens for them, such as <c>http://10.0.0.5:7070</c>; never the public
    /// address. Without TLS only on a network of the fleet's own. Default: nowhere.
    /// </summary>
    [RegularExpression("https?://[^ /]+/?", ErrorMessage = "It must be http://ADDRESS:PORT or https://NAME:PORT.")]
    public string? PeerUrl { get; set; }

    /// <summary>What all gateways of a fleet know and nobody else does, at least 32 characters. Default: none, and no gateway is linked.</summary>
    [Secret, MinLength(32)]
    public string? PeerSecret { get; set; }

    /// <summary>For an https <see cref="PeerUrl"/>: a PEM file of the certificate and its key. Other gateways check it against the system's authorities.</summary>
    public string? PeerCertificate { get; set; }

    /// <summary>Without a fresh drive command for this long a controller goes neutral. Milliseconds, 50 to 2000, default 250.</summary>
    [Range(50, 2000)]
    public int FailsafeMs { get; set; } = 250;

    /// <summary>A drive command older than this is dropped. Milliseconds, 20 to 1000, default 150.</summary>
    [Range(20, 1000)]
    public int MaxCommandAgeMs { get; set; } = 150;

    /// <summary>How often an idle board must be heard; three missed and its connection is closed. Milliseconds, 500 to 30000, default 2000.</summary>
    [Range(500, 30000)]
    public int HeartbeatMs { get; set; } = 2000;

    /// <summary>Drive commands a second a driver, burst twice that. 10 to 1000, default 100.</summary>
    [Range(10, 1000)]
    public int MaxDriveRate { get; set; } = 100;

    /// <summary>Frames a second that a camera is asked for over the relay. 1 to 60, default 20.</summary>
    [Range(1, 60)]
    public int RelayFps { get; set; } = 20;

    /// <summary>JPEG quality that a camera is asked for over the relay, on the scale of the boards' sensor driver: 4 (best) to 63, default 12.</summary>
    [Range(4, 63)]
    public int RelayQuality { get; set; } = 12;

    /// <summary>Whether the lobby shows what the cars see, to anyone who opens it. Default true.</summary>
    public bool Thumbnails { get; set; } = true;

    /// <summary>A sentence for each setting that does not fit the others.</summary>
    public IEnumerable<string> Problems()
    {
        if (PeerUrl is null) yield break;
        var https = PeerUrl.StartsWith("https:", StringComparison.OrdinalIgnoreCase);
        if (PeerSecret is null) yield return "Fleet:PeerUrl needs a Fleet:PeerSecret, the same on every gateway.";
        if (Uri.TryCreate(PeerUrl, UriKind.Absolute, out var url) && IPAddress.TryParse(url.Host, out var address) && (address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any)))
            yield return $"Fleet:PeerUrl is '{PeerUrl}', by which no other gateway reaches this one: give an address or a name of this machine.";
        if (https && PeerCertificate is null) yield return $"Fleet:PeerUrl is '{PeerUrl}', which needs a Fleet:PeerCertificate.";
        if (!https && PeerCertificate is not null) yield return $"Fleet:PeerCertificate is given, and Fleet:PeerUrl is '{PeerUrl}', which would not use it: make it https://NAME:PORT with a name of the certificate, or leave the certificate out.";
    }
}
