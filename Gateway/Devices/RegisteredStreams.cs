using System.Collections.Immutable;
using System.Net;
using RcFleet.Devices;
using RcFleet.Gateway.Streams;

namespace RcFleet.Gateway.Devices;

/// <summary>A camera's own stream addresses, as it registered them and the policy judged them. At most 8; more are passed over.</summary>
internal sealed class RegisteredStreams
{
    private const int Max = 8;

    private readonly StreamUrlVerdict[] _verdicts;

    public RegisteredStreams(RegisterMessage register, StreamUrlPolicy policy, IPAddress? observed)
    {
        var urls = (register.StreamUrls ?? []).Select(s => s?.Url).Prepend(register.StreamUrl).Where(u => u is not null).Distinct(StringComparer.Ordinal).Take(Max);
        _verdicts = [.. urls.Select(u => policy.Judge(u, observed))];
        Lan = [.. _verdicts.Where(v => v.Kind == StreamUrlKind.Lan).Select(v => new StreamCandidate("lan", v.Url!.AbsoluteUri))];
    }

    /// <summary>For drivers on the camera's network.</summary>
    public ImmutableArray<StreamCandidate> Lan { get; }

    /// <summary>Those that the server must have reached before a driver may hear of them.</summary>
    public IEnumerable<Uri> MustAnswer => _verdicts.Where(v => v.MustAnswer).Select(v => v.Url!);

    /// <summary>What is wrong with those that were refused.</summary>
    public IEnumerable<string> Problems => _verdicts.Where(v => v.Kind == StreamUrlKind.Refused).Select(v => v.Problem);
}
