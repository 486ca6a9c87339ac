using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;
using RcFleet.Gateway.Http;
using RcFleet.Rides;

namespace RcFleet.Gateway.Rides;

/// <summary>The ledger, for operators.</summary>
internal static class RideEndpoints
{
    private const int MaxDays = 92;

    // A ride ends by the clock of the silo that held its car, which may be ahead of this gateway's.
    private static readonly TimeSpan Ahead = TimeSpan.FromMinutes(5);

    /// <summary>Onto the operators' group.</summary>
    public static void MapRides(this IEndpointRouteBuilder operators) =>
        operators.MapGet("/rides", List).WithSummary("Sessions that ended in [from, to), oldest first; by default of the last day. CSV with Accept: text/csv.").Produces<RideResponse[]>();

    private static async Task<IResult> List(string? from, string? to, HttpContext context, IGrainFactory grains, TimeProvider time)
    {
        var now = time.GetUtcNow();
        var end = now + Ahead;
        if (to is not null && !TryRead(to, out end)) return Invalid(context, "to");
        var start = (to is null ? now : end).AddDays(-1);
        if (from is not null && !TryRead(from, out start)) return Invalid(context, "from");
        if (start > end || (end - start).TotalDays > MaxDays)
            return context.Problem(StatusCodes.Status400BadRequest, "range_invalid", $"from must lie before to, by at most {MaxDays} days.");

        var rides = new List<Ride>();
        var last = DateOnly.FromDateTime(end.UtcDateTime);
        for (var day = DateOnly.FromDateTime(start.UtcDateTime); day <= last; day = day.AddDays(1))
            foreach (var part in await Task.WhenAll(RideLedgers.KeysOf(day).Select(k => grains.GetGrain<IRideLedgerGrain>(k).List()))) rides.AddRange(part);
        var listed = rides
            .Where(r => r.EndedAtMs >= start.ToUnixTimeMilliseconds() && r.EndedAtMs < end.ToUnixTimeMilliseconds())
            .OrderBy(r => r.EndedAtMs).ThenBy(r => r.SessionId, StringComparer.Ordinal)
            .Select(RideResponse.Of);
        return WantsCsv(context) ? Results.Text(Csv(listed), "text/csv; charset=utf-8") : Results.Ok(listed);
    }

    private static bool WantsCsv(HttpContext context) =>
        context.Request.GetTypedHeaders().Accept.OrderByDescending(a => a.Quality ?? 1).FirstOrDefault() is { } best
        && best.IsSubsetOf(new MediaTypeHeaderValue("text/csv"));

    private static string Csv(IEnumerable<RideResponse> rides)
    {
        var text = new StringBuilder(RideResponse.CsvHeader).Append("\r\n");
        foreach (var ride in rides) text.Append(ride.ToCsv()).Append("\r\n");
        return text.ToString();
    }

    // A plain date is its midnight in UTC.
    private static bool TryRead(string text, out DateTimeOffset instant) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out instant);

    private static IResult Invalid(HttpContext context, string name) =>
        context.Problem(StatusCodes.Status400BadRequest, name + "_invalid", $"{name} must be a date or an instant such as 2026-11-22 or 2026-11-22T13:00:00Z.");
}
