using System.Diagnostics.Metrics;
using RcFleet.Cars;

namespace RcFleet.Fleet;

/// <summary>The grains' instruments, all of meter <c>RcFleet.Fleet</c>.</summary>
internal static class FleetMetrics
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "RcFleet.Fleet";

    private static readonly Meter Meter = new(MeterName);

    private static readonly Counter<long> DriveRefusals =
        Meter.CreateCounter<long>("rcfleet.drive.refused", "{command}", "Drive commands that the car's grain did not pass on, by reason.");

    private static readonly Counter<long> Grants =
        Meter.CreateCounter<long>("rcfleet.session.requests", "{request}", "Requests for a lease, by outcome.");

    private static readonly Counter<long> Ends =
        Meter.CreateCounter<long>("rcfleet.session.ends", "{session}", "Sessions that ended, by reason.");

    private static readonly Counter<long> Joins =
        Meter.CreateCounter<long>("rcfleet.session.joins", "{join}", "Drivers that joined.");

    private static readonly Counter<long> Stops =
        Meter.CreateCounter<long>("rcfleet.car.stops", "{stop}", "Stops sent to controllers, by reason.");

    private static readonly Counter<long> StorageFailures =
        Meter.CreateCounter<long>("rcfleet.storage.failures", "{write}", "Writes of a car's state that failed.");

    private static readonly Counter<long> LinkFailures =
        Meter.CreateCounter<long>("rcfleet.link.failures", "{message}", "Messages to a connection's observer that failed.");

    // One tag object a member, so that counting a refusal allocates nothing.
    private static readonly KeyValuePair<string, object?>[] RefusalTags = Tags<DriveRefusal>("reason");
    private static readonly KeyValuePair<string, object?>[] OutcomeTags = Tags<GrantOutcome>("outcome");
    private static readonly KeyValuePair<string, object?>[] EndTags = Tags<EndReason>("reason");
    private static readonly KeyValuePair<string, object?>[] StopTags = Tags<StopReason>("reason");

    public static void DriveRefused(DriveRefusal refusal) => DriveRefusals.Add(1, RefusalTags[(int)refusal]);

    public static void Requested(GrantOutcome outcome) => Grants.Add(1, OutcomeTags[(int)outcome]);

    public static void Ended(EndReason reason) => Ends.Add(1, EndTags[(int)reason]);

    public static void Joined() => Joins.Add(1);

    public static void Stopped(StopReason reason) => Stops.Add(1, StopTags[(int)reason]);

    public static void StorageFailed() => StorageFailures.Add(1);

    public static void LinkFailed() => LinkFailures.Add(1);

    private static KeyValuePair<string, object?>[] Tags<TEnum>(string name)
        where TEnum : struct, Enum =>
        [.. Enum.GetNames<TEnum>().Select(member => new KeyValuePair<string, object?>(name, member))];
}
