using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using RcFleet.Gateway.Http;

namespace RcFleet.Gateway.Addresses;

/// <summary>Makes the caller's address, scheme and host those that a trusted proxy saw.</summary>
/// <remarks>
/// ASP.NET Core's own middleware walks X-Forwarded-* from the right for as long as the address that it came to is a
/// trusted proxy's. A <c>Forwarded</c> header is translated for it. Who sends both must say the same in both: a proxy that
/// writes only one of them passes the other on as the client wrote it, and which is which can't be seen.
/// </remarks>
internal static class SourceAddressExtensions
{
    private const string For = "X-Forwarded-For";
    private const string Proto = "X-Forwarded-Proto";
    private const string Host = "X-Forwarded-Host";
    private const string Forwarded = "Forwarded";

    /// <summary>What stands for an address that is hidden: the walk ends there (RFC 7239, 6.2).</summary>
    private const string Unknown = "unknown";

    /// <summary>Does nothing unless <c>Fleet:TrustedProxies</c> names some.</summary>
    public static void UseSourceAddress(this WebApplication app)
    {
        var trusted = AddressList.Parse(app.Services.GetRequiredService<IOptions<GatewayOptions>>().Value.TrustedProxies);
        if (trusted.IsEmpty) return;
        app.Use((context, next) => Translate(context, trusted, next));
        var options = new ForwardedHeadersOptions
        {
            ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto | ForwardedHeaders.XForwardedHost,
            ForwardLimit = null,
        };
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        foreach (var network in trusted.Networks) options.KnownIPNetworks.Add(network);
        app.UseForwardedHeaders(options);
    }

    private static Task Translate(HttpContext context, AddressList trusted, RequestDelegate next)
    {
        var headers = context.Request.Headers;
        if (!headers.TryGetValue(Forwarded, out var lines) || !trusted.Contains(context.Connection.RemoteIpAddress)) return next(context);
        var elements = new List<ForwardedElement>();
        foreach (var line in lines)
        {
            if (!ForwardedHeader.TryParse(line ?? "", out var some))
                return context.Problem(StatusCodes.Status400BadRequest, "forwarded_malformed", "The Forwarded header is not of the form of RFC 7239.").ExecuteAsync(context);
            elements.AddRange(some);
        }

        if (headers.TryGetValue(For, out var others))
        {
            var sequence = others.SelectMany(o => (o ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));
            if (!sequence.Select(Address).SequenceEqual(elements.Select(e => Address(e.For))))
                return context.Problem(StatusCodes.Status400BadRequest, "forwarded_conflict", "Forwarded and X-Forwarded-For name different addresses. The proxy must remove the one that it does not write.").ExecuteAsync(context);
            return next(context);
        }

        // The middleware counts each header from its right end: a list is cut where a proxy left something out.
        headers[For] = string.Join(", ", elements.Select(e => e.For ?? Unknown));
        Set(headers, Proto, elements.Select(e => e.Proto));
        Set(headers, Host, elements.Select(e => e.Host));
        return next(context);
    }

    private static void Set(IHeaderDictionary headers, string name, IEnumerable<string?> values)
    {
        var last = values.Reverse().TakeWhile(v => v is not null).Reverse().ToArray();
        if (last.Length == 0) headers.Remove(name);
        else headers[name] = string.Join(", ", last);
    }

    private static IPAddress? Address(string? text) => IPEndPoint.TryParse(text ?? "", out var endpoint) ? AddressClasses.Normal(endpoint.Address) : null;
}
