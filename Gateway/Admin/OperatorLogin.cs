using System.Buffers.Text;
using System.Text;
using Microsoft.AspNetCore.Http;
using RcFleet.Gateway.Http;
using RcFleet.Gateway.Operators;

namespace RcFleet.Gateway.Admin;

/// <summary>The operator's key as <c>Bearer</c>, or as the password of <c>Basic</c>, for which a browser asks.</summary>
internal sealed class OperatorLogin(OperatorKeyRing operators, AttemptLimiter attempts)
{
    /// <summary>True for an operator. Else the answer is on its way: 401, or 429 after too many wrong keys.</summary>
    public async Task<bool> LetIn(HttpContext context)
    {
        var address = context.Connection.RemoteIpAddress;
        var key = KeyIn(context.Request.Headers.Authorization.ToString());
        if (key is not null && operators.Matches(key)) return true;
        var mayTry = attempts.MayTry(address);
        if (key is not null) attempts.Failed(address);
        context.Response.StatusCode = mayTry ? StatusCodes.Status401Unauthorized : StatusCodes.Status429TooManyRequests;
        if (mayTry) context.Response.Headers.WWWAuthenticate = "Basic realm=\"RcFleet operator key as password\", charset=\"UTF-8\"";
        await context.Response.WriteAsync(mayTry ? "The operator key is needed: as Bearer, or as the password of any user.\n" : "Too many wrong keys.\n");
        return false;
    }

    private static string? KeyIn(string header)
    {
        if (header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase)) return header[7..].Trim();
        if (!header.StartsWith("Basic ", StringComparison.OrdinalIgnoreCase)) return null;
        var text = header[6..].Trim();
        if (!Base64.IsValid(text)) return null;
        var pair = Encoding.UTF8.GetString(Convert.FromBase64String(text));
        return pair[(pair.IndexOf(':', StringComparison.Ordinal) + 1)..];
    }
}
