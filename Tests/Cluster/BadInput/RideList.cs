using System.Globalization;
using System.Text.Json;
using RcFleet.Support;

namespace RcFleet.Cluster.BadInput;

/// <summary>What an operator sees of rides and codes.</summary>
internal static class RideList
{
    /// <summary>All rides that ended since yesterday.</summary>
    public static async Task<JsonElement[]> Rides(this RemoteServer door)
    {
        var now = TimeProvider.System.GetUtcNow();
        var answer = await RemoteServer.Json(await door.Operator.GetAsync(string.Create(CultureInfo.InvariantCulture, $"/api/operator/rides?from={now.AddDays(-1):yyyy-MM-dd}&to={now.AddDays(1):yyyy-MM-dd}")), 200);
        return [.. answer.EnumerateArray()];
    }

    /// <summary>Seconds of a code that nobody has reserved.</summary>
    public static async Task<long> SecondsLeft(this RemoteServer door, string code)
    {
        var codes = await RemoteServer.Json(await door.Operator.GetAsync("/api/operator/codes"), 200);
        return codes.EnumerateArray().Single(c => c.GetProperty("code").GetString() == code).GetProperty("secondsLeft").GetInt64();
    }

    public static long Driven(this IEnumerable<JsonElement> rides) => rides.Sum(r => r.GetProperty("secondsDriven").GetInt64());

    public static IEnumerable<string> SessionIds(this IEnumerable<JsonElement> rides) => rides.Select(r => r.GetProperty("sessionId").GetString()!).Order(StringComparer.Ordinal);
}
