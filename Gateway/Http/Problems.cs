using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace RcFleet.Gateway.Http;

/// <summary>RFC 9457 problem details with <c>error</c>, a sentence for people, and <c>code</c>, a stable word for programs.</summary>
internal static class Problems
{
    /// <summary>A refusal, counted by its code.</summary>
    public static IResult Problem(this HttpContext context, int status, string code, string error)
    {
        context.RequestServices.GetService<GatewayMetrics>()?.HttpRefused(code);
        return Results.Problem(title: error, statusCode: status, extensions: new Dictionary<string, object?> { ["error"] = error, ["code"] = code });
    }

    public static IResult Unauthorized(this HttpContext context)
    {
        context.Response.Headers.WWWAuthenticate = "Bearer";
        return context.Problem(StatusCodes.Status401Unauthorized, "unauthorized", "This needs a valid token or key in Authorization: Bearer.");
    }

    public static IResult CarNotFound(this HttpContext context) =>
        context.Problem(StatusCodes.Status404NotFound, "car_not_found", "There is no such car.");

    public static IResult SessionNotFound(this HttpContext context) =>
        context.Problem(StatusCodes.Status404NotFound, "session_not_found", "There is no such session, or it is over.");

    public static IResult TooManyAttempts(this HttpContext context)
    {
        context.Response.Headers.RetryAfter = AttemptLimiter.RetryAfterSeconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
        return context.Problem(StatusCodes.Status429TooManyRequests, "too_many_attempts", "Too many wrong codes or keys came from your address. Wait a little and try again.");
    }
}
