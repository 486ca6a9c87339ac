using System.Globalization;
using RcFleet.Gateway.Metering;
using RcFleet.Gateway.WebSockets;
using RcFleet.Rides;

namespace RcFleet.Gateway.Rides;

/// <summary>A finished session, for operators. Times in UTC, seconds rounded up.</summary>
internal sealed record RideResponse(
    string SessionId, string CarId, string? CodeEnd, DateTimeOffset StartedAt, DateTimeOffset EndedAt,
    long SecondsGranted, long SecondsDriven, long SecondsPaused, string Reason, BytesResponse Bytes)
{
    /// <summary>The first line of the CSV form.</summary>
    public const string CsvHeader =
        "sessionId,carId,codeEnd,startedAt,endedAt,secondsGranted,secondsDriven,secondsPaused,reason,relayIn,relayOut,controlIn,controlOut,signalingIn,signalingOut";

    public static RideResponse Of(Ride ride) => new(
        ride.SessionId, ride.CarId, ride.CodeEnd,
        DateTimeOffset.FromUnixTimeMilliseconds(ride.StartedAtMs), DateTimeOffset.FromUnixTimeMilliseconds(ride.EndedAtMs),
        Wire.Seconds(ride.GrantedMs), Wire.Seconds(ride.DrivenMs), Wire.Seconds(ride.PausedMs), Wire.Name(ride.Reason), BytesResponse.Of(ride.Traffic));

    /// <summary>One line (RFC 4180); no value holds a comma, a quote or a line's end.</summary>
    public string ToCsv() => string.Create(
        CultureInfo.InvariantCulture,
        $"{SessionId},{CarId},{CodeEnd},{StartedAt:yyyy-MM-ddTHH:mm:ss.fffZ},{EndedAt:yyyy-MM-ddTHH:mm:ss.fffZ},{SecondsGranted},{SecondsDriven},{SecondsPaused},{Reason},{Bytes.Relay.In},{Bytes.Relay.Out},{Bytes.Control.In},{Bytes.Control.Out},{Bytes.Signaling.In},{Bytes.Signaling.Out}");
}
