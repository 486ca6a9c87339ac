using RcFleet.Cars;

namespace RcFleet.Gateway.Metering;

/// <summary>Bytes of a session through the server, by rung; see <see cref="Traffic"/>.</summary>
internal sealed record BytesResponse(DirectionsResponse Relay, DirectionsResponse Control, DirectionsResponse Signaling)
{
    public static BytesResponse Of(Traffic traffic) => new(
        new DirectionsResponse(traffic.RelayIn, traffic.RelayOut),
        new DirectionsResponse(traffic.ControlIn, traffic.ControlOut),
        new DirectionsResponse(traffic.SignalingIn, traffic.SignalingOut));
}
