using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;
using RcFleet.Cars;
using RcFleet.Gateway.Http;
using RcFleet.Gateway.WebSockets;

namespace RcFleet.Gateway.Lobby;

/// <summary>What a car sees, for its card in the lobby.</summary>
internal static class ThumbnailEndpoint
{
    public static void MapThumbnails(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/cars/{carId}/thumbnail", GetThumbnail)
            .WithSummary("A recent frame of the car's camera, for anyone. 204 when there is none at this moment.")
            .Produces(StatusCodes.Status200OK, contentType: "image/jpeg")
            .Produces(StatusCodes.Status204NoContent)
            .ProducesProblem(StatusCodes.Status404NotFound);

    /// <summary>Where it is; null when there is none.</summary>
    public static string? Path(CarSummary car, GatewayOptions options) => options.Thumbnails && car.Camera ? $"/api/cars/{car.CarId}/thumbnail" : null;

    private static async Task<IResult> GetThumbnail(string carId, HttpContext context, FleetIndex fleet, Thumbnails thumbnails, MonotonicClock clock, IOptions<GatewayOptions> options)
    {
        var headers = context.Response.Headers;
        headers.CacheControl = "no-store";
        if (!options.Value.Thumbnails) return context.Problem(StatusCodes.Status404NotFound, "thumbnails_off", "The operator has turned the lobby's pictures off.");
        if ((await fleet.ListAsync()).FirstOrDefault(c => c.CarId == carId) is not { } car) return context.CarNotFound();
        if (!car.Camera)
        {
            thumbnails.Forget(carId);
            return context.Problem(StatusCodes.Status404NotFound, "camera_not_found", "Camera not found");
        }

        var result = await thumbnails.GetAsync(carId, car.Status == CarStatus.Busy);
        if (result.Picture is not { } picture)
        {
            headers.RetryAfter = Seconds(Thumbnails.FreshMs);
            return Results.NoContent();
        }

        // The bytes are a board's: whatever they are, they are no page.
        headers.XContentTypeOptions = "nosniff";
        headers.CacheControl = "public, max-age=" + Seconds(Math.Max(1000, Thumbnails.FreshMs - (clock.NowMs - picture.TakenMs)));
        return Results.Bytes(picture.Jpeg, "image/jpeg", lastModified: picture.TakenAt, entityTag: new EntityTagHeaderValue($"\"{picture.Tag}\""));
    }

    private static string Seconds(long milliseconds) => (milliseconds / 1000).ToString(CultureInfo.InvariantCulture);
}
