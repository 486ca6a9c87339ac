using RcFleet.Cars;
using RcFleet.Gateway.Metering;
using RcFleet.Gateway.WebSockets;

namespace RcFleet.Gateway.Sessions;

/// <summary>A live session, for its holder.</summary>
internal sealed record SessionResponse(
    string SessionId,
    string CarId,
    [property: System.Text.Json.Serialization.JsonIgnore(Condition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull)] string? Token,
    long Epoch,
    long SecondsLeft,
    bool Paused,
    BytesResponse Bytes,
    string DriveUrl,
    string RelayUrl)
{
    public static SessionResponse Of(SessionInfo session, string? token, string driveUrl, string relayUrl) =>
        new(session.SessionId, session.CarId, token, session.Epoch, Wire.Seconds(session.RemainingMs), session.Paused, BytesResponse.Of(session.Traffic), driveUrl, relayUrl);

    /// <summary>Never shows the token.</summary>
    public override string ToString() => $"SessionResponse {{ SessionId = {SessionId} }}";
}
