using System.Collections.Immutable;
using System.Net;
using RcFleet.Devices;

namespace RcFleet.Gateway.Streams;

/// <summary>
/// Keeps trying one camera's addresses from the internet's side, so that no driver is sent to a dead one: a
/// second after its registration, every 5 min while it answers, and with a back-off from 5 s to 10 min while it does not.
/// </summary>
/// <param name="probe">Tries one.</param>
/// <param name="time">For the waits.</param>
/// <param name="urls">At most a few, as the policy passed them.</param>
/// <param name="own">The address that the camera's connection comes from.</param>
/// <param name="mintToken">A token that the camera takes, once.</param>
internal sealed class WanStreams(IStreamProbe probe, TimeProvider time, IReadOnlyList<Uri> urls, IPAddress own, Func<string> mintToken)
{
    // The camera must have its key first, which is on its way to it.
    private static readonly TimeSpan First = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Again = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan FirstRetry = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LastRetry = TimeSpan.FromMinutes(10);

    private readonly Lock _gate = new();
    private readonly bool[] _usable = new bool[urls.Count];

    /// <summary>Told the usable addresses when they are others than before.</summary>
    public Action<ImmutableArray<StreamCandidate>>? Changed { get; init; }

    /// <summary>Told once about an address, and again when it is something else: a code and a sentence for the camera's maker.</summary>
    public Action<string, string>? Failed { get; init; }

    /// <summary>Runs until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        try
        {
            await Task.WhenAll(Enumerable.Range(0, urls.Count).Select(i => WatchAsync(i, cancellation)));
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // The camera is gone.
        }
    }

    private async Task WatchAsync(int index, CancellationToken cancellation)
    {
        var retry = FirstRetry;
        ProbeOutcome? before = null;
        await Task.Delay(First, time, cancellation);
        while (true)
        {
            var outcome = await probe.ProbeAsync(urls[index], own, mintToken, cancellation);
            Take(index, outcome);
            if (outcome is not (ProbeOutcome.Usable or ProbeOutcome.Busy) && outcome != before) Failed?.Invoke(Code(outcome), Sentence(urls[index], outcome));
            if (outcome != ProbeOutcome.Busy) before = outcome;

            // No camera's address changes its kind while it is connected.
            if (outcome == ProbeOutcome.NotPublic) return;
            var wait = outcome == ProbeOutcome.Usable ? Again : retry;
            retry = outcome == ProbeOutcome.Usable ? FirstRetry : TimeSpan.FromTicks(Math.Min(retry.Ticks * 2, LastRetry.Ticks));
            await Task.Delay(wait, time, cancellation);
        }
    }

    private void Take(int index, ProbeOutcome outcome)
    {
        if (outcome == ProbeOutcome.Busy) return;
        var usable = outcome == ProbeOutcome.Usable;
        lock (_gate)
        {
            if (_usable[index] == usable) return;
            _usable[index] = usable;
            Changed?.Invoke([.. urls.Where((_, i) => _usable[i]).Select(u => new StreamCandidate("wan", u.AbsoluteUri))]);
        }
    }

    private static string Code(ProbeOutcome outcome) =>
        outcome is ProbeOutcome.NameUnknown or ProbeOutcome.NameElsewhere or ProbeOutcome.NotPublic ? "stream_url_refused" : "stream_unreachable";

    private static string Sentence(Uri url, ProbeOutcome outcome) => $"{url.Authority} is not passed on to drivers: " + outcome switch
    {
        ProbeOutcome.NameUnknown => "the name has no address. It is asked for again.",
        ProbeOutcome.NameElsewhere => "the name leads to another address than the one that this board connects from. It is asked for again.",
        ProbeOutcome.NotPublic => "this board's connection does not come from a public address, so no name can be checked against it. Register the address itself.",
        ProbeOutcome.ConnectionRefused => "nothing listens there. Is the port forwarded to this board? It is tried again.",
        ProbeOutcome.TimedOut => "nothing answered within 2 s. Is the port forwarded to this board? It is tried again.",
        ProbeOutcome.BadCertificate => "browsers will not take its certificate. It is tried again.",
        ProbeOutcome.TokenRefused => "it did not take this board's token. Is the port forwarded to another device? It is tried again.",
        _ => "what answers there is no camera. Is the port forwarded to another device? It is tried again.",
    };
}
