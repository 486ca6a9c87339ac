using Microsoft.AspNetCore.Http;
using RcFleet.Cars;
using RcFleet.Gateway.Operators;

namespace RcFleet.Gateway.Http;

/// <summary>Who makes an API request, as far as <c>Authorization: Bearer</c> says.</summary>
internal sealed class Caller(HttpContext context, OperatorKeyRing operators, AttemptLimiter attempts)
{
    private const string Scheme = "Bearer ";
    private bool? _isOperator;

    /// <summary>The bearer value, or null.</summary>
    public string? Bearer { get; } =
        context.Request.Headers.Authorization.ToString() is { Length: > 7 and < 512 } header && header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
            ? header[Scheme.Length..].Trim()
            : null;

    /// <summary>
    /// The bearer value is the operator's key. A wrong value counts as a wrong attempt; the right one is never kept waiting
    /// by the wrong ones of others at the same address, or guessing would block the emergency stop.
    /// </summary>
    public bool IsOperator => _isOperator ??= CheckOperator();


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

    private bool CheckOperator()
    {
        if (Bearer is null) return false;
        if (operators.Matches(Bearer)) return true;
        if (!SessionToken.TryGetCarId(Bearer, out _)) attempts.Failed(context.Connection.RemoteIpAddress);
        return false;
    }
}
