using Microsoft.AspNetCore.Http;
using RcFleet.Cars;
using RcFleet.Gateway.Operators;

namespace RcFleet.Gateway.Http;

/// <summary>Who makes an API request, as far as <c>Authorization: Bearer</c> says.</summary>
internal sealed class Caller(HttpContext context, OperatorKeyRing operators, AttemptLimiter attempts)
{
    private const string Scheme = "Bearer ";

    /// <summary>The bearer value, or null.</summary>
    public string? Bearer { get; } =
        context.Request.Headers.Authorization.ToString() is { Length: > 7 and < 512 } header && header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
            ? header[Scheme.Length..].Trim()
            : null;

    /// <summary>The bearer value is the operator's key. A wrong value counts as a wrong attempt.</summary>
    public bool IsOperator
    {
        get
        {
            if (Bearer is null || SessionToken.TryGetCarId(Bearer, out _) || !attempts.MayTry(context.Connection.RemoteIpAddress)) return false;
            if (operators.Matches(Bearer)) return true;
            attempts.Failed(context.Connection.RemoteIpAddress);
            return false;
        }
    }

    /// <summary>The car that the session token names, and the token's hash. Only the car's grain can say whether it is valid.</summary>
    public bool TryGetSession(out string carId, out string tokenHash)
    {
        tokenHash = "";
        if (!SessionToken.TryGetCarId(Bearer, out var named))
        {
            carId = "";
            return false;
        }

        carId = named;
        tokenHash = SessionToken.Hash(Bearer!);
        return true;
    }
}
