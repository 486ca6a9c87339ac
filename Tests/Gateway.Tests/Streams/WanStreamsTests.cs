using System.Net;
using Microsoft.Extensions.Time.Testing;
using RcFleet.Gateway.Streams;

namespace RcFleet.Gateway.Tests.Streams;

public sealed class WanStreamsTests : IStreamProbe, IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly CancellationTokenSource _gone = new();
    private readonly List<string> _usable = [];
    private readonly List<string> _told = [];
    private ProbeOutcome _outcome = ProbeOutcome.Usable;
    private int _probes;

    [Fact]
    public void WhileItAnswers_ItIsTriedEveryFiveMinutes()
    {
        Run();
        Assert.Equal(["1"], _usable);
        _time.Advance(TimeSpan.FromMinutes(4.9));
        Assert.Equal(1, _probes);
        _time.Advance(TimeSpan.FromMinutes(0.1));
        Assert.Equal(2, _probes);
        Assert.Equal(["1"], _usable);
    }

    [Fact]
    public void ADeadOne_IsTakenAway_ToldOnce_AndTriedWithBackOff()
    {
        Run();
        _outcome = ProbeOutcome.ConnectionRefused;
        _time.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal(["1", "0"], _usable);
        Assert.Equal(["stream_unreachable"], _told);
        foreach (var seconds in new[] { 5, 10, 20, 40, 80, 160, 320, 600, 600 })
        {
            var before = _probes;
            _time.Advance(TimeSpan.FromSeconds(seconds - 0.1));
            Assert.Equal(before, _probes);
            _time.Advance(TimeSpan.FromSeconds(0.1));
            Assert.Equal(before + 1, _probes);
        }

        Assert.Single(_told);
        _outcome = ProbeOutcome.Usable;
        _time.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal(["1", "0", "1"], _usable);
    }

    [Fact]
    public void ABusyOne_StaysWhatItWas()
    {
        _outcome = ProbeOutcome.Busy;
        Run();
        Assert.Empty(_usable);
        _outcome = ProbeOutcome.Usable;
        _time.Advance(TimeSpan.FromSeconds(5));
        _outcome = ProbeOutcome.Busy;
        _time.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal(["1"], _usable);
        Assert.Empty(_told);
    }

    [Fact]
    public void ANameThatComesToLeadElsewhere_IsTakenAway_AndToldAsRefused()
    {
        Run();
        _outcome = ProbeOutcome.NameElsewhere;
        _time.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal(["1", "0"], _usable);
        Assert.Equal(["stream_url_refused"], _told);
    }

    [Fact]
    public async Task Cancelled_NothingIsTriedAnyMore()
    {
        var running = Run();
        await _gone.CancelAsync();
        _time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(1, _probes);
        await running.WaitAsync(TimeSpan.FromSeconds(10), TimeProvider.System);
    }

    Task<ProbeOutcome> IStreamProbe.ProbeAsync(Uri url, IPAddress own, Func<string> mintToken, CancellationToken cancellation)
    {
        _probes++;
        return Task.FromResult(_outcome);
    }

    public void Dispose() => _gone.Dispose();

    private Task Run()
    {
        var streams = new WanStreams(this, _time, [new Uri("http://198.51.100.7/stream")], IPAddress.Parse("198.51.100.7"), () => "")
        {
            Changed = usable => _usable.Add($"{usable.Length}"),
            Failed = (code, sentence) => _told.Add(sentence.Length > 0 ? code : ""),
        };
        var running = streams.RunAsync(_gone.Token);
        Assert.Equal(0, _probes);
        _time.Advance(TimeSpan.FromSeconds(1));
        return running;
    }
}
