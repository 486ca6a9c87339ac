namespace RcFleet.Gateway.Addresses;

/// <summary>One proxy's element of a <c>Forwarded</c> header: what it saw. Members that it left out are null.</summary>
internal readonly record struct ForwardedElement(string? For, string? Proto, string? Host);
