using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Routing;
using RcFleet.Cars;
using RcFleet.Gateway.Http;
using RcFleet.Rentals;

namespace RcFleet.Gateway.Sessions;

/// <summary>Renting a car and giving it back.</summary>
internal static class SessionEndpoints
{
    public static void MapSessions(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/api/cars/{carId}/sessions", Create).WithSummary("Rents a car with a rental code; operators need none.")
            .Produces<SessionResponse>(StatusCodes.Status201Created).Produces<SessionResponse>();
        routes.MapGet("/api/sessions/{sessionId}", Get).WithSummary("A live session, for its holder or an operator.").Produces<SessionResponse>();
        routes.MapDelete("/api/sessions/{sessionId}", Delete).WithSummary("Gives the car back. Stop is on its way before the answer.")
            .Produces(StatusCodes.Status204NoContent);
    }

    private static async Task<IResult> Create(
        string carId, [FromBody(EmptyBodyBehavior = EmptyBodyBehavior.Allow)] SessionRequest? request,
        HttpContext context, Caller caller, AttemptLimiter attempts, PublicAddress address, IGrainFactory grains)
    {
        if (!CarIds.IsValid(carId)) return context.CarNotFound();
        string? code = null;
        if (string.IsNullOrWhiteSpace(request?.Code))
        {
            if (!caller.IsOperator)
                return caller.Bearer is null
                    ? context.Problem(StatusCodes.Status403Forbidden, "code_invalid", "This needs a rental code.")
                    : context.Unauthorized();
        }
        else
        {
            if (!attempts.MayTry(context.Connection.RemoteIpAddress)) return context.TooManyAttempts();
            if (!RentalCodes.TryNormalize(request.Code, out code)) return Refused(context, GrantOutcome.CodeInvalid, attempts);
        }

        var grant = await grains.GetGrain<ICarGrain>(carId).Grant(new GrantRequest(code));
        if (grant.Session is not { } session) return Refused(context, grant.Outcome, attempts);
        context.Response.Headers.CacheControl = "no-store";
        var response = SessionResponse.Of(session, grant.Token, address.Drive(context.Request), address.Video(context.Request));
        return grant.Outcome == GrantOutcome.Granted ? Results.Created($"/api/sessions/{session.SessionId}", response) : Results.Ok(response);
    }

    private static async Task<IResult> Get(string sessionId, HttpContext context, Caller caller, PublicAddress address, IGrainFactory grains)
    {
        var (session, refusal) = await FindAsync(sessionId, context, caller, grains);
        return session is null ? refusal! : Results.Ok(SessionResponse.Of(session, null, address.Drive(context.Request), address.Video(context.Request)));
    }

    private static async Task<IResult> Delete(string sessionId, HttpContext context, Caller caller, IGrainFactory grains)
    {
        var (session, refusal) = await FindAsync(sessionId, context, caller, grains);
        if (session is null) return refusal!;
        await grains.GetGrain<ICarGrain>(session.CarId).EndSession(sessionId, caller.IsOperator ? EndReason.Revoked : EndReason.Released);
        return Results.NoContent();
    }

    private static async Task<(SessionInfo? Session, IResult? Refusal)> FindAsync(string sessionId, HttpContext context, Caller caller, IGrainFactory grains)
    {
        if (caller.TryGetSession(out var carId, out var tokenHash))
        {
            var own = await grains.GetGrain<ICarGrain>(carId).GetSession(tokenHash);
            return own?.SessionId == sessionId ? (own, null) : (null, context.Unauthorized());
        }

        if (!caller.IsOperator) return (null, context.Unauthorized());
        if (!SessionToken.TryGetCarIdOfSession(sessionId, out var named)) return (null, context.SessionNotFound());
        var found = await grains.GetGrain<ICarGrain>(named).FindSession(sessionId);
        return found is null ? (null, context.SessionNotFound()) : (found, null);
    }

    private static IResult Refused(HttpContext context, GrantOutcome outcome, AttemptLimiter attempts)
    {
        if (outcome is GrantOutcome.CodeInvalid or GrantOutcome.CarUnknown) attempts.Failed(context.Connection.RemoteIpAddress);
        return outcome switch
        {
            GrantOutcome.CarUnknown => context.CarNotFound(),
            GrantOutcome.CarBusy => context.Problem(StatusCodes.Status409Conflict, "car_busy", "Somebody else is driving this car."),
            GrantOutcome.CarOffline => context.Problem(StatusCodes.Status409Conflict, "car_offline", "This car is not connected."),
            GrantOutcome.CarDisabled => context.Problem(StatusCodes.Status409Conflict, "car_disabled", "This car is out of service."),
            GrantOutcome.CarStopped => context.Problem(StatusCodes.Status409Conflict, "car_stopped", "This car was stopped; an operator must resume it."),
            GrantOutcome.CodeInvalid => context.Problem(StatusCodes.Status403Forbidden, "code_invalid", "There is no such rental code."),
            GrantOutcome.CodeUsedUp => context.Problem(StatusCodes.Status403Forbidden, "code_used_up", "This rental code has no time left, or all of it is in use."),
            GrantOutcome.CodeOtherCar => context.Problem(StatusCodes.Status403Forbidden, "code_other_car", "This rental code is for other cars."),
            _ => throw new ArgumentOutOfRangeException(nameof(outcome), outcome, null),
        };
    }
}
