using System.Diagnostics.Metrics;
using RcFleet.Gateway.Drivers;
using RcFleet.Gateway.Lobby;
using RcFleet.Gateway.Metering;
using RcFleet.Gateway.Streams;

namespace RcFleet.Gateway;

/// <summary>The gateway's instruments, meter <see cref="MeterName"/>. No label ever names a car, a person or a token.</summary>
internal sealed class GatewayMetrics : IDisposable
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "RcFleet.Gateway";

    private static readonly string[] RefusalNames = Enum.GetNames<DriveRefusal>();
    private static readonly KeyValuePair<string, object?>[] RouteTags =
        [.. Enum.GetNames<DriveRoute>().Select(route => new KeyValuePair<string, object?>("route", route.ToLowerInvariant()))];
    private static readonly KeyValuePair<string, object?>[][] ByteTags =
        [.. from direction in new[] { "in", "out" } from rung in Enum.GetNames<Rung>() select new KeyValuePair<string, object?>[] { new("rung", rung.ToLowerInvariant()), new("direction", direction) }];

    private readonly long[] _bytes = new long[ByteTags.Length];
    private readonly long[] _routed = new long[RouteTags.Length];
    private readonly Meter _meter;
    private readonly Counter<long> _driveRefused;
    private readonly Counter<long> _driveWritten;
    private readonly Histogram<long> _commandAge;
    private readonly Counter<long> _messagesRefused;
    private readonly Counter<long> _connectionsClosed;
    private readonly UpDownCounter<long> _connections;
    private readonly Counter<long> _framesIn;
    private readonly Counter<long> _framesOut;
    private readonly Counter<long> _framesDropped;
    private readonly Counter<long> _httpRefused;
    private readonly Counter<long> _streamProbes;
    private readonly Counter<long> _peerRefused;
    private readonly Counter<long> _peerBytes;
    private readonly Counter<long> _leasesRenewed;
    private readonly UpDownCounter<long> _peerLinks;
    private readonly Counter<long> _thumbnails;
    private readonly Counter<long> _silosSilent;
    private readonly UpDownCounter<long> _silosCut;

    public GatewayMetrics(IMeterFactory factory)
    {
        _meter = factory.Create(MeterName);
        _driveWritten = _meter.CreateCounter<long>("rcfleet.drive.written", "{command}", "Drive commands written to controllers");
        _meter.CreateObservableCounter("rcfleet.drive.routed", () => RouteTags.Select((tag, i) => new Measurement<long>(Volatile.Read(ref _routed[i]), tag)), "{command}", "Drive commands that drivers' connections sent on, by route");
        _driveRefused = _meter.CreateCounter<long>("rcfleet.drive.refused", "{command}", "Drive commands that went no further, by reason");
        _commandAge = _meter.CreateHistogram<long>("rcfleet.drive.age", "ms", "Age of a drive command at the moment of the socket write");
        _messagesRefused = _meter.CreateCounter<long>("rcfleet.messages.refused", "{message}", "Messages other than drive that were refused, by endpoint and reason");
        _connections = _meter.CreateUpDownCounter<long>("rcfleet.connections", "{connection}", "Open WebSockets, by endpoint");
        _connectionsClosed = _meter.CreateCounter<long>("rcfleet.connections.closed", "{connection}", "WebSockets that the server closed, by endpoint and code");
        _framesIn = _meter.CreateCounter<long>("rcfleet.frames.received", "{frame}", "JPEG frames from cameras");
        _framesOut = _meter.CreateCounter<long>("rcfleet.frames.sent", "{frame}", "JPEG frames to viewers");
        _framesDropped = _meter.CreateCounter<long>("rcfleet.frames.dropped", "{frame}", "JPEG frames that no viewer got, by reason");
        _httpRefused = _meter.CreateCounter<long>("rcfleet.http.refused", "{request}", "API requests that were refused, by code");
        _meter.CreateObservableCounter("rcfleet.bytes", () => ByteTags.Select((tags, i) => new Measurement<long>(Volatile.Read(ref _bytes[i]), tags)), "By", "WebSocket messages with their frame headers, by rung and direction");
        _peerRefused = _meter.CreateCounter<long>("rcfleet.peer.refused", "{event}", "What other gateways asked for and did not get, by reason");
        _peerBytes = _meter.CreateCounter<long>("rcfleet.peer.bytes", "By", "Frames of cameras that other gateways bridge, without headers, by direction");
        _peerLinks = _meter.CreateUpDownCounter<long>("rcfleet.peer.links", "{connection}", "Open connections to and from other gateways, by lane and direction");
        _leasesRenewed = _meter.CreateCounter<long>("rcfleet.lease.renewed_here", "{renewal}", "Leases that this gateway renewed because the car's grain was silent");
        _streamProbes = _meter.CreateCounter<long>("rcfleet.stream.probes", "{probe}", "Attempts to reach a camera's public address, by outcome");
        _silosSilent = _meter.CreateCounter<long>("rcfleet.silos.silent", "{beat}", "Beats of this gateway that no silo answered");
        _silosCut = _meter.CreateUpDownCounter<long>("rcfleet.silos.cut_off", "{gateway}", "1 while no silo answers this gateway, else 0");
        _thumbnails = _meter.CreateCounter<long>("rcfleet.thumbnails", "{frame}", "Frames that were wanted of cameras for the lobby, by outcome");
    }

    public void BytesIn(Rung rung, int bytes) => Interlocked.Add(ref _bytes[(int)rung], bytes);

    public void BytesOut(Rung rung, int bytes) => Interlocked.Add(ref _bytes[(int)rung + (ByteTags.Length / 2)], bytes);

    public void DriveRouted(DriveRoute route) => Interlocked.Increment(ref _routed[(int)route]);

    public void DriveWritten(long ageMs)
    {
        _driveWritten.Add(1);
        _commandAge.Record(ageMs);
    }

    public void DriveRefused(DriveRefusal reason) => _driveRefused.Add(1, new KeyValuePair<string, object?>("reason", RefusalNames[(int)reason]));

    public void MessageRefused(string endpoint, string reason) => _messagesRefused.Add(1, new("endpoint", endpoint), new("reason", reason));

    public void Opened(string endpoint) => _connections.Add(1, new KeyValuePair<string, object?>("endpoint", endpoint));

    public void Finished(string endpoint) => _connections.Add(-1, new KeyValuePair<string, object?>("endpoint", endpoint));

    public void Closed(string endpoint, int code) => _connectionsClosed.Add(1, new("endpoint", endpoint), new("code", code));

    public void FrameReceived() => _framesIn.Add(1);

    public void FrameSent() => _framesOut.Add(1);

    public void FrameDropped(string reason) => _framesDropped.Add(1, new KeyValuePair<string, object?>("reason", reason));

    public void HttpRefused(string code) => _httpRefused.Add(1, new KeyValuePair<string, object?>("code", code));

    public void PeerRefused(string reason) => _peerRefused.Add(1, new KeyValuePair<string, object?>("reason", reason));

    public void PeerBytes(string direction, int bytes) => _peerBytes.Add(bytes, new KeyValuePair<string, object?>("direction", direction));

    public void PeerLinks(string lane, string direction, int change) => _peerLinks.Add(change, new("lane", lane), new("direction", direction));

    public void LeaseRenewedHere() => _leasesRenewed.Add(1);

    public void SilosSilent() => _silosSilent.Add(1);

    public void SilosCut(int change) => _silosCut.Add(change);

    public void StreamProbed(ProbeOutcome outcome) => _streamProbes.Add(1, new KeyValuePair<string, object?>("outcome", outcome.ToString()));

    public void ThumbnailAsked(ThumbnailOutcome outcome) => _thumbnails.Add(1, new KeyValuePair<string, object?>("outcome", outcome.ToString()));

    public void Dispose() => _meter.Dispose();
}
