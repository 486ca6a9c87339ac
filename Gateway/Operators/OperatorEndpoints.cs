using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using RcFleet.Cars;
using RcFleet.Devices;
using RcFleet.Fleet;
using RcFleet.Gateway.Http;
using RcFleet.Gateway.Lobby;
using RcFleet.Gateway.Rides;
using RcFleet.Gateway.WebSockets;
using RcFleet.Rentals;

namespace RcFleet.Gateway.Operators;

/// <summary>What operators do: boards, codes, and stopping cars.</summary>
internal static class OperatorEndpoints
{
    private const int MaxMinutes = 24 * 60;
    private const int MaxUses = 10_000;
    private const int MaxCarsOfCode = 1000;

    public static void MapOperators(this IEndpointRouteBuilder routes)
    {
        var operators = routes.MapGroup("/api/operator").AddEndpointFilter(RequireOperator);
        operators.MapGet("/cars", ListCars).WithSummary("All cars with their boards and sessions.").Produces<OperatorCarResponse[]>();
        operators.MapPost("/devices", Provision).WithSummary("Provisions a board; its key is shown this once.").Produces<DeviceResponse>(StatusCodes.Status201Created);
        operators.MapPost("/devices/{deviceId}/rotate", Rotate).WithSummary("A new key; the old one dies.").Produces<DeviceResponse>();
        operators.MapDelete("/devices/{deviceId}", Revoke).WithSummary("Deletes a board and closes its socket.").Produces(StatusCodes.Status204NoContent);
        operators.MapPost("/codes", CreateCode).WithSummary("Makes a rental code of minutes a use, times uses.").Produces<CodeResponse>(StatusCodes.Status201Created);
        operators.MapGet("/codes", ListCodes).WithSummary("All rental codes with what is left.").Produces<CodeResponse[]>();
        operators.MapPost("/cars/{carId}/resume", (string carId, HttpContext c, IGrainFactory g) => OnCar(carId, c, g, car => car.Resume())).WithSummary("Ends an emergency stop.");
        operators.MapPost("/cars/{carId}/disable", (string carId, HttpContext c, IGrainFactory g) => OnCar(carId, c, g, car => car.Disable())).WithSummary("Takes a car out of service; its session ends.");
        operators.MapPost("/cars/{carId}/enable", (string carId, HttpContext c, IGrainFactory g) => OnCar(carId, c, g, car => car.Enable())).WithSummary("Puts a car back into service.");
        operators.MapPost("/stop-all", StopAll).WithSummary("Emergency stop for every car.");
        operators.MapRides();
        operators.MapDelete("/sessions/{sessionId}", EndSession).WithSummary("Ends a session.");

        // Not in the group: the holder of a session may stop its car, too.
        routes.MapPost("/api/operator/cars/{carId}/stop", Stop).WithSummary("Emergency stop, by an operator or the holder of a session on the car.");
    }

    private static async ValueTask<object?> RequireOperator(EndpointFilterInvocationContext invocation, EndpointFilterDelegate next)
    {
        var context = invocation.HttpContext;
        if (!context.RequestServices.GetRequiredService<Caller>().IsOperator)
        {
            var attempts = context.RequestServices.GetRequiredService<AttemptLimiter>();
            return attempts.MayTry(context.Connection.RemoteIpAddress) ? context.Unauthorized() : context.TooManyAttempts();
        }

        context.Response.Headers.CacheControl = "no-store";
        return await next(invocation);
    }

    private static async Task<IResult> ListCars(FleetIndex fleet, IGrainFactory grains)
    {
        var details = await Task.WhenAll((await fleet.ListNowAsync()).Select(c => grains.GetGrain<ICarGrain>(c.CarId).GetDetails()));
        return Results.Ok(details.Select(OperatorCarResponse.Of));
    }

    private static async Task<IResult> Provision(ProvisionRequest request, HttpContext context, IGrainFactory grains)
    {
        if (!CarIds.IsValid(request.DeviceId) || !CarIds.IsValid(request.CarId))
            return context.Problem(StatusCodes.Status400BadRequest, "id_invalid", "deviceId and carId must be 1 to 64 of a-z A-Z 0-9 . _ -");
        if (Wire.Role(request.Role) is not { } role)
            return context.Problem(StatusCodes.Status400BadRequest, "role_invalid", "role must be camera, control or car.");
        var result = await grains.GetGrain<IDeviceGrain>(request.DeviceId!).Provision(request.CarId!, role);
        return result.Outcome switch
        {
            ProvisionOutcome.Provisioned => Results.Created($"/api/operator/devices/{request.DeviceId}", DeviceResponse.Of(request.DeviceId!, result)),
            ProvisionOutcome.DeviceExists => context.Problem(StatusCodes.Status409Conflict, "device_exists", "This deviceId is in use. Rotate its key, or delete it first."),
            ProvisionOutcome.RoleTaken => context.Problem(StatusCodes.Status409Conflict, "role_taken", "The car has another board in that role. Delete that one first."),
            _ => throw new ArgumentOutOfRangeException(nameof(request), result.Outcome, null),
        };
    }

    private static async Task<IResult> Rotate(string deviceId, HttpContext context, IGrainFactory grains)
    {
        var result = CarIds.IsValid(deviceId) ? await grains.GetGrain<IDeviceGrain>(deviceId).Rotate() : null;
        return result is null ? DeviceNotFound(context) : Results.Ok(DeviceResponse.Of(deviceId, result));
    }

    private static async Task<IResult> Revoke(string deviceId, HttpContext context, IGrainFactory grains) =>
        (CarIds.IsValid(deviceId) || KeylessIds.IsValid(deviceId)) && await grains.GetGrain<IDeviceGrain>(deviceId).Revoke() ? Results.NoContent() : DeviceNotFound(context);

    private static IResult DeviceNotFound(HttpContext context) =>
        context.Problem(StatusCodes.Status404NotFound, "device_not_found", "There is no such device.");

    private static async Task<IResult> CreateCode(CodeRequest request, HttpContext context, IGrainFactory grains)
    {
        if (request.Minutes is null or < 1 or > MaxMinutes)
            return context.Problem(StatusCodes.Status400BadRequest, "minutes_invalid", $"minutes must be a whole number from 1 to {MaxMinutes}.");
        if (request.Uses is < 1 or > MaxUses)
            return context.Problem(StatusCodes.Status400BadRequest, "uses_invalid", $"uses must be a whole number from 1 to {MaxUses}.");
        var cars = request.Cars ?? [];
        if (cars.Count > MaxCarsOfCode || cars.Any(c => !CarIds.IsValid(c)))
            return context.Problem(StatusCodes.Status400BadRequest, "cars_invalid", $"cars must be at most {MaxCarsOfCode} car ids.");

        var terms = new RentalCodeTerms(request.Minutes.Value, request.Uses ?? 1, [.. cars.Distinct(StringComparer.Ordinal)]);
        string code;
        do
        {
            code = RentalCodes.Create();
        }
        while (!await grains.GetGrain<IRentalCodeGrain>(RentalCodes.GrainKey(code)).Create(code, terms));

        var made = await grains.GetGrain<IRentalCodeGrain>(RentalCodes.GrainKey(code)).Get();
        return Results.Json(CodeResponse.Of(made!), statusCode: StatusCodes.Status201Created);
    }

    private static async Task<IResult> ListCodes(FleetIndex fleet, IGrainFactory grains)
    {
        var codes = await Task.WhenAll((await fleet.ListCodesAsync()).Select(c => grains.GetGrain<IRentalCodeGrain>(RentalCodes.GrainKey(c)).Get()));
        return Results.Ok(codes.Where(c => c is not null).Select(c => CodeResponse.Of(c!)));
    }

    private static async Task<IResult> Stop(string carId, HttpContext context, Caller caller, IGrainFactory grains)
    {
        if (!CarIds.IsValid(carId)) return context.CarNotFound();
        StopRequest request;
        if (caller.TryGetSession(out var own, out var tokenHash))
        {
            if (own != carId) return context.Unauthorized();
            request = new StopRequest(StopReason.Emergency, Latched: true, TokenHash: tokenHash);
        }
        else if (caller.IsOperator)
        {
            return await OnCar(carId, context, grains, car => car.Stop(new StopRequest(StopReason.Operator, Latched: true)));
        }
        else
        {
            return context.Unauthorized();
        }

        return await grains.GetGrain<ICarGrain>(carId).Stop(request) ? Results.NoContent() : context.Unauthorized();
    }

    // Each part of the fleet stops as soon as it is listed: one that does not answer holds up no other.
    private static async Task<IResult> StopAll(HttpContext context, IGrainFactory grains, ILogger<OperatorKeyRing> logger)
    {
        var stop = new StopRequest(StopReason.Operator, Latched: true);
        var missed = await Task.WhenAll(FleetShards.Keys.Select(StopShard));
        return missed.Sum() == 0
            ? Results.NoContent()
            : context.Problem(StatusCodes.Status503ServiceUnavailable, "not_all_stopped", $"{missed.Sum()} cars or parts of the fleet could not be reached. Press again.");

        async Task<int> StopShard(string shard)
        {
            try
            {
                var cars = await grains.GetGrain<IFleetShardGrain>(shard).ListCars();
                return (await Task.WhenAll(cars.Select(c => StopCar(c.CarId)))).Sum();
            }
            catch (Exception e)
            {
                logger.StopAllMissed("part " + shard, e);
                return 1;
            }
        }

        async Task<int> StopCar(string carId)
        {
            try
            {
                await grains.GetGrain<ICarGrain>(carId).Stop(stop);
                return 0;
            }
            catch (Exception e)
            {
                logger.StopAllMissed(carId, e);
                return 1;
            }
        }
    }

    private static async Task<IResult> EndSession(
        string sessionId, [FromBody(EmptyBodyBehavior = EmptyBodyBehavior.Allow)] EndSessionRequest? request, HttpContext context, IGrainFactory grains, ILogger<OperatorKeyRing> logger)
    {
        if (request?.Reason is { Length: > 200 }) return context.Problem(StatusCodes.Status400BadRequest, "reason_invalid", "reason has at most 200 characters.");
        if (!SessionToken.TryGetCarIdOfSession(sessionId, out var carId) || !await grains.GetGrain<ICarGrain>(carId).EndSession(sessionId, EndReason.Revoked))
            return context.SessionNotFound();
        logger.SessionRevoked(sessionId, request?.Reason);
        return Results.NoContent();
    }

    private static async Task<IResult> OnCar(string carId, HttpContext context, IGrainFactory grains, Func<ICarGrain, Task> act)
    {
        if (!CarIds.IsValid(carId)) return context.CarNotFound();
        var car = grains.GetGrain<ICarGrain>(carId);
        if ((await car.GetDetails()).Devices.IsEmpty) return context.CarNotFound();
        await act(car);
        return Results.NoContent();
    }
}
