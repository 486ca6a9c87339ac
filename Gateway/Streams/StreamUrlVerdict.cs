namespace RcFleet.Gateway.Streams;

/// <summary>What the policy says of a stream address.</summary>
/// <param name="Kind">What it is good for.</param>
/// <param name="Url">The address, unless it was refused.</param>
/// <param name="Problem">Why it was refused, for people; else empty.</param>
internal readonly record struct StreamUrlVerdict(StreamUrlKind Kind, Uri? Url, string Problem)
{
    public static StreamUrlVerdict Refused(string problem) => new(StreamUrlKind.Refused, null, problem);

    public static StreamUrlVerdict Lan(Uri url) => new(StreamUrlKind.Lan, url, "");

    public static StreamUrlVerdict Wan(Uri url) => new(StreamUrlKind.Wan, url, "");

    public static StreamUrlVerdict Name(Uri url) => new(StreamUrlKind.Name, url, "");

    /// <summary>Whether the server has to reach it before a driver may hear of it.</summary>
    public bool MustAnswer => Kind is StreamUrlKind.Wan or StreamUrlKind.Name;
}
