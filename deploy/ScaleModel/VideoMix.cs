namespace RcFleet.ScaleModel;

/// <summary>How the pictures of the driven cars come, in parts of 1.</summary>
internal sealed record VideoMix(string Name, double Relay, double Direct, double WebRtc)
{
    public static readonly VideoMix AllRelay = new("relay", 1, 0, 0);
    public static readonly VideoMix AllDirect = new("direct", 0, 1, 0);
    public static readonly VideoMix AllWebRtc = new("WebRTC", 0, 0, 1);

    public static VideoMix Of(Assumptions a) =>
        new(FormattableString.Invariant($"mix {a.RelayPercent:0}/{a.DirectPercent:0}/{a.WebRtcPercent:0}"), a.RelayPercent / 100, a.DirectPercent / 100, a.WebRtcPercent / 100);
}
