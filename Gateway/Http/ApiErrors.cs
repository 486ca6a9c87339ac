using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace RcFleet.Gateway.Http;

/// <summary>Gives every error of the API its <c>error</c> and <c>code</c>, also those that no endpoint of ours wrote.</summary>
internal sealed partial class ApiErrors(IProblemDetailsService problems, ILogger<ApiErrors> logger) : IExceptionHandler
{
    /// <summary>What cannot be done now has been tried for seconds already, by whoever refused it: a store that throttles, a silo that died.</summary>
    internal const string RetryAfterSeconds = "2";

    /// <summary>Fills in what is missing.</summary>
    public static void Complete(ProblemDetailsContext context)
    {
        var status = context.ProblemDetails.Status ?? context.HttpContext.Response.StatusCode;
        var (code, error) = status switch
        {
            StatusCodes.Status400BadRequest => ("bad_request", "The request body must be a JSON object of the documented shape."),
            StatusCodes.Status404NotFound => ("not_found", "There is nothing at this address."),
            StatusCodes.Status405MethodNotAllowed => ("method_not_allowed", "This address does not know that method."),
            StatusCodes.Status413PayloadTooLarge => ("too_large", "The request body is too large."),
            StatusCodes.Status415UnsupportedMediaType => ("unsupported_media_type", "Send the body as application/json."),
            StatusCodes.Status503ServiceUnavailable => ("unavailable", "The server can't do this now. Try again in a moment."),
            _ => (ReasonPhrases.GetReasonPhrase(status).ToLowerInvariant().Replace(' ', '_'), ReasonPhrases.GetReasonPhrase(status)),
        };
        context.ProblemDetails.Extensions.TryAdd("error", error);
        if (context.ProblemDetails.Extensions.TryAdd("code", code)) context.HttpContext.RequestServices.GetService<GatewayMetrics>()?.HttpRefused(code);
        context.ProblemDetails.Title ??= error;
    }

    /// <inheritdoc />
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        var status = exception is BadHttpRequestException bad ? bad.StatusCode : StatusCodes.Status503ServiceUnavailable;
        if (status >= 500) LogFailed(logger, httpContext.Request.Method, httpContext.Request.Path, exception);
        httpContext.Response.StatusCode = status;
        if (status == StatusCodes.Status503ServiceUnavailable) httpContext.Response.Headers.RetryAfter = RetryAfterSeconds;
        return await problems.TryWriteAsync(new ProblemDetailsContext { HttpContext = httpContext, ProblemDetails = { Status = status } });
    }

    [LoggerMessage(EventId = 2040, Level = LogLevel.Error, Message = "{Method} {Path} failed")]
    private static partial void LogFailed(ILogger logger, string method, string path, Exception exception);
}
