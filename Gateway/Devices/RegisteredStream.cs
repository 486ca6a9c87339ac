namespace RcFleet.Gateway.Devices;

/// <summary>One of a camera's own stream addresses, as it sent it.</summary>
internal sealed record RegisteredStream(string? Kind, string? Url);
