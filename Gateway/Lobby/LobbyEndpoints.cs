using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using RcFleet.Cars;
using RcFleet.Gateway.Addresses;
using RcFleet.Gateway.Devices;
using RcFleet.Gateway.Http;

namespace RcFleet.Gateway.Lobby;

/// <summary>What a driver sees before and beside driving.</summary>
internal static class LobbyEndpoints
{
    public static void MapLobby(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/cars", ListCars).WithSummary("All cars, for anyone.").Produces<CarResponse[]>();
        routes.MapGet("/api/cars/{carId}/camera", GetCamera).WithSummary("The ways to a car's picture, for the holder of a session on it.").Produces<CameraResponse>();
    }

    private static async Task<IResult> ListCars(HttpContext context, FleetIndex fleet, IOptions<GatewayOptions> options)
    {
        context.Response.Headers.CacheControl = "no-store";
        return Results.Ok((await fleet.ListAsync()).Select(car => CarResponse.Of(car, options.Value)));
    }

    private static async Task<IResult> GetCamera(string carId, HttpContext context, Caller caller, IGrainFactory grains, DeviceRegistry devices, PublicAddress address, ILogger<GatewayServices> logger)
    {
        if (!caller.TryGetSession(out var own, out var tokenHash) || own != carId) return context.Unauthorized();
        var result = await grains.GetGrain<ICarGrain>(carId).GetCamera(tokenHash);
        if (result.SessionId is not { } sessionId) return context.Unauthorized();
        if (result.Camera is not { } camera) return context.Problem(StatusCodes.Status404NotFound, "camera_not_found", "Camera not found");

        var candidates = new List<CameraCandidate>();
        var near = IsNear(IPAddress.TryParse(camera.Address, out var at) ? at : null, context.Connection.RemoteIpAddress);
        foreach (var stream in camera.Streams.OrderBy(s => s.Kind == (near ? "lan" : "wan") ? 0 : 1))
        {
            // Only the gateway that holds the camera's socket can make a token, and each opens the stream once.
            if (await MintAsync() is not { } minted) break;
            candidates.Add(new CameraCandidate(stream.Kind, $"{stream.Url}?t={minted}"));
        }

        var best = candidates.FirstOrDefault()?.Url;
        candidates.Add(new CameraCandidate("relay", address.Video(context.Request)));
        context.Response.Headers.CacheControl = "no-store";
        return Results.Ok(new CameraResponse(carId, best, camera.Quality, near, candidates));

        async Task<string?> MintAsync()
        {
            if (devices.Find(camera.DeviceId) is { } here) return here.MintToken(sessionId);
            try
            {
                return await grains.GetGrain<ICarGrain>(carId).MintStreamToken(tokenHash);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                // Its gateway does not answer, or is of a version that can't: there is the relay.
                logger.CameraUnreachable(carId, e);
                return null;
            }
        }
    }

    // Who comes from the camera's own address, or from a private one, is on its network: the way through the router and back
    // is the longer one, and many routers do not know it. For everybody else an address of that network leads nowhere.
    private static bool IsNear(IPAddress? camera, IPAddress? driver) =>
        driver is not null && (AddressClasses.IsPrivate(driver) || AddressClasses.Normal(driver).Equals(camera));
}
