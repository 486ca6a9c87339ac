namespace RcFleet.Gateway.Metering;

/// <summary>Bytes towards the server and from it.</summary>
internal sealed record DirectionsResponse(long In, long Out);
