using System.Globalization;
using RcFleet.Fleet;

namespace RcFleet.Rides;

/// <summary>Where rides are kept: a ledger for each day (UTC) and part of the fleet, so that no entry rewrites much.</summary>
public static class RideLedgers
{
    /// <summary>The ledger of a ride.</summary>
    public static string KeyFor(Ride ride) => Key(DateOnly.FromDateTime(DateTimeOffset.FromUnixTimeMilliseconds(ride.EndedAtMs).UtcDateTime), FleetShards.KeyFor(ride.CarId));

    /// <summary>The ledgers of a day.</summary>
    public static IEnumerable<string> KeysOf(DateOnly day) => FleetShards.Keys.Select(shard => Key(day, shard));

    private static string Key(DateOnly day, string shard) => string.Create(CultureInfo.InvariantCulture, $"{day:yyyy-MM-dd}/{shard}");
}
