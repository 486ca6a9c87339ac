using System.Collections.Immutable;

namespace RcFleet.Gateway.Devices;

/// <summary>A board's first message.</summary>
internal sealed record RegisterMessage
{
    private const int MaxCapabilities = 32;
    private const int MaxShortText = 64;

    public string? DeviceId { get; init; }

    public string? Role { get; init; }

    public string? Key { get; init; }

    public string? StreamUrl { get; init; }

    public IReadOnlyList<RegisteredStream>? StreamUrls { get; init; }

    public IReadOnlyList<string>? Capabilities { get; init; }

    public string? Quality { get; init; }

    public string? Firmware { get; init; }

    public string? ResetReason { get; init; }

    /// <summary>As much of a text as is kept, in characters: 64.</summary>
    public static string? Shortened(string? text) => text is null || text.Length <= MaxShortText ? text : text[..MaxShortText];

    /// <summary>As many texts as are kept, 32, each of them shortened.</summary>
    public static ImmutableArray<string> Shortened(IReadOnlyList<string>? texts) =>
        texts is null ? [] : [.. texts.Where(t => t is not null).Take(MaxCapabilities).Select(t => Shortened(t)!)];
}
