using System.Buffers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using RcFleet.Gateway.Lobby;
using RcFleet.Gateway.Video;
using RcFleet.Gateway.WebSockets;

namespace RcFleet.Gateway.Tests.Lobby;

public sealed class ThumbnailsTests : IDisposable
{
    private static readonly TimeSpan Fresh = TimeSpan.FromMilliseconds(Thumbnails.FreshMs);
    private static readonly TimeSpan Deadline = TimeSpan.FromMilliseconds(Thumbnails.DeadlineMs);

    private readonly FakeTimeProvider _time = new();
    private readonly VideoHub _video = new();
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().AddSingleton<GatewayMetrics>().BuildServiceProvider();
    private readonly ScriptedPeers _peers = new();
    private readonly Thumbnails _thumbnails;
    private readonly Dictionary<string, ScriptedCamera> _cameras = [];

    public ThumbnailsTests() => _thumbnails = new Thumbnails(_video, _peers, new MonotonicClock(_time), _services.GetRequiredService<GatewayMetrics>());

    public void Dispose() => _services.Dispose();

    [Fact]
    public async Task ACameraIsAskedForOneFrame_AndLetGo()
    {
        var camera = Camera("a");
        var asked = _thumbnails.GetAsync("a", inUse: false);
        Assert.Equal([true], camera.Relay);
        camera.Sends(1, 2, 3);
        var result = await asked;
        Assert.Equal(ThumbnailOutcome.Taken, result.Outcome);
        Assert.Equal([1, 2, 3], result.Picture!.Jpeg);
        await Eventually.True(() => camera.Relay.Count == 2, () => string.Join(' ', camera.Relay));
        Assert.Equal([true, false], camera.Relay);
        Assert.False(camera.Sends(4), "Nobody watches any more.");
    }

    [Fact]
    public async Task HoweverManyAsk_OneFrameIsTaken_UntilItIsTooOld()
    {
        var camera = Camera("a");
        var asked = Enumerable.Range(0, 200).Select(_ => _thumbnails.GetAsync("a", inUse: false)).ToList();
        camera.Sends(1);
        foreach (var result in await Task.WhenAll(asked)) Assert.Equal([1], result.Picture!.Jpeg);
        _time.Advance(Fresh - TimeSpan.FromMilliseconds(1));
        Assert.Equal([1], (await _thumbnails.GetAsync("a", inUse: false)).Picture!.Jpeg);
        Assert.Equal(1, camera.Relay.Count(on => on));

        _time.Advance(TimeSpan.FromMilliseconds(1));
        var again = _thumbnails.GetAsync("a", inUse: false);
        Assert.Equal(2, camera.Relay.Count(on => on));
        camera.Sends(2);
        Assert.Equal([2], (await again).Picture!.Jpeg);
    }

    [Fact]
    public async Task ASilentCamera_IsGivenUpAtTheDeadline_AndNotWokenAgainForAWhile()
    {
        var camera = Camera("a");
        var asked = _thumbnails.GetAsync("a", inUse: false);
        _time.Advance(Deadline - TimeSpan.FromMilliseconds(1));
        Assert.False(asked.IsCompleted);
        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal(new ThumbnailResult(ThumbnailOutcome.CameraSilent), await asked);
        Assert.Equal([true, false], camera.Relay);
        Assert.Equal(ThumbnailOutcome.CameraSilent, (await _thumbnails.GetAsync("a", inUse: false)).Outcome);
        Assert.Equal([true, false], camera.Relay);
    }

    [Fact]
    public async Task ACameraThatGoesAway_EndsAtTheDeadline_AndItsPictureIsForgotten()
    {
        var camera = Camera("a");
        var taken = _thumbnails.GetAsync("a", inUse: false);
        camera.Sends(new byte[1000]);
        await taken;
        Assert.Equal(1000, _thumbnails.Bytes);
        _thumbnails.Forget("a");
        Assert.Equal(0, _thumbnails.Bytes);

        var asked = _thumbnails.GetAsync("a", inUse: false);
        _video.For("a").Detach(camera);
        _thumbnails.Forget("a");
        _time.Advance(Deadline);
        Assert.Equal(ThumbnailOutcome.CameraSilent, (await asked).Outcome);
    }

    [Fact]
    public async Task ADriverOnTheRelay_IsNotDisturbed()
    {
        var camera = Camera("a");
        var driver = new Viewer();
        _video.For("a").Add(driver);
        var asked = _thumbnails.GetAsync("a", inUse: true);
        camera.Sends(7);
        Assert.Equal([7], (await asked).Picture!.Jpeg);
        camera.Sends(8);
        Assert.Equal(2, driver.Frames);
        Assert.Equal([true], camera.Relay);
    }

    [Fact]
    public async Task ADriverWhoComesWhileAFrameIsTaken_KeepsTheCameraOn()
    {
        var camera = Camera("a");
        var asked = _thumbnails.GetAsync("a", inUse: false);
        var driver = new Viewer();
        _video.For("a").Add(driver);
        camera.Sends(7);
        await asked;
        await Eventually.True(() => camera.Sends(8) && driver.Frames > 1, () => $"{driver.Frames} frames");
        Assert.Equal([true], camera.Relay);
    }

    [Fact]
    public async Task ACarWhoseDriverWatchesByAnotherWay_IsLeftAlone()
    {
        var camera = Camera("a");
        Assert.Equal(ThumbnailOutcome.CameraInUse, (await _thumbnails.GetAsync("a", inUse: true)).Outcome);
        Assert.Empty(camera.Relay);
    }

    [Fact]
    public async Task FewCamerasAreAskedAtOnce_TheOthersWaitForTheirTurn()
    {
        var cameras = Enumerable.Range(0, Thumbnails.MaxAtOnce + 2).Select(i => Camera($"car-{i}")).ToList();
        var asked = cameras.Select((_, i) => _thumbnails.GetAsync($"car-{i}", inUse: false)).ToList();
        Assert.Equal(Thumbnails.MaxAtOnce, cameras.Count(c => c.Relay.Count > 0));
        cameras[0].Sends(1);
        await asked[0];
        await Eventually.True(() => cameras.Count(c => c.Relay.Count > 0) == Thumbnails.MaxAtOnce + 1, () => "no turn was passed on");

        // The last one waits behind silent cameras for longer than it should, and may ask again at once.
        _time.Advance(TimeSpan.FromMilliseconds(Thumbnails.PatienceMs));
        Assert.Equal(ThumbnailOutcome.Crowded, (await asked[^1]).Outcome);
        var again = _thumbnails.GetAsync($"car-{cameras.Count - 1}", inUse: false);
        cameras[1].Sends(1);
        await Eventually.True(() => cameras[^1].Sends(5), () => "it had no turn");
        Assert.Equal([5], (await again).Picture!.Jpeg);
    }

    [Fact]
    public async Task MoreCarsThanMayWait_AreTurnedAwayAtOnce()
    {
        for (var i = 0; i < Thumbnails.MaxWaiting; i++) _ = _thumbnails.GetAsync($"car-{i}", inUse: false);
        Assert.Equal(ThumbnailOutcome.Crowded, (await _thumbnails.GetAsync("one-more", inUse: false)).Outcome);
    }

    [Fact]
    public async Task FramesBeyondTheLimit_ReplaceTheOldest()
    {
        const int frame = 256 * 1024;
        var cars = Thumbnails.MaxBytes / frame + 3;
        for (var i = 0; i < cars; i++)
        {
            var camera = Camera($"car-{i}");
            var asked = _thumbnails.GetAsync($"car-{i}", inUse: false);
            await Eventually.True(() => camera.Sends(new byte[frame]), () => $"car-{i} had no turn");
            await asked;
            _time.Advance(TimeSpan.FromMilliseconds(1));
        }

        Assert.Equal(Thumbnails.MaxBytes, _thumbnails.Bytes);
        Assert.NotNull((await _thumbnails.GetAsync($"car-{cars - 1}", inUse: false)).Picture);
        _ = _thumbnails.GetAsync("car-0", inUse: false);
        Assert.Equal(2, _cameras["car-0"].Relay.Count(on => on));
    }

    [Fact]
    public async Task ACameraElsewhere_IsFetchedOnce_ForAsLongAsItsPictureIsFresh()
    {
        _peers.Answer = () => Fetched(ageMs: 4000);
        foreach (var result in await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => _thumbnails.GetAsync("a", inUse: false))))
            Assert.Equal([9], result.Picture!.Jpeg);
        _time.Advance(Fresh - TimeSpan.FromMilliseconds(4001));
        await _thumbnails.GetAsync("a", inUse: false);
        Assert.Equal(1, _peers.Asked);

        _time.Advance(TimeSpan.FromMilliseconds(1));
        await _thumbnails.GetAsync("a", inUse: false);
        Assert.Equal(2, _peers.Asked);
    }

    [Fact]
    public async Task AFetchedPicture_HoweverOld_IsGoodForASecond()
    {
        _peers.Answer = () => Fetched(ageMs: 1_000_000);
        await _thumbnails.GetAsync("a", inUse: false);
        _time.Advance(TimeSpan.FromMilliseconds(Thumbnails.LeastFreshMs - 1));
        await _thumbnails.GetAsync("a", inUse: false);
        Assert.Equal(1, _peers.Asked);
    }

    [Theory]
    [InlineData((int)ThumbnailOutcome.Unreachable, 1)]
    [InlineData((int)ThumbnailOutcome.CameraSilent, 1)]
    [InlineData((int)ThumbnailOutcome.CameraInUse, 1)]
    [InlineData((int)ThumbnailOutcome.Crowded, 2)]
    public async Task ThatThereIsNoneElsewhere_IsRemembered_UnlessThatWasForWantOfATurn(int outcome, int asked)
    {
        _peers.Answer = () => new ThumbnailResult((ThumbnailOutcome)outcome);
        Assert.Equal((ThumbnailOutcome)outcome, (await _thumbnails.GetAsync("a", inUse: true)).Outcome);
        await _thumbnails.GetAsync("a", inUse: true);
        Assert.Equal(asked, _peers.Asked);
    }

    [Fact]
    public async Task ACameraHere_AndOneWhoseFramesComeHereAnyway_AreNotFetched()
    {
        _peers.Answer = () => Fetched(ageMs: 0);
        var here = Camera("here");
        var asked = _thumbnails.GetAsync("here", inUse: false);
        here.Sends(1);
        Assert.Equal([1], (await asked).Picture!.Jpeg);

        var bridged = Camera("bridged", isHere: false);
        _video.For("bridged").Add(new Viewer());
        asked = _thumbnails.GetAsync("bridged", inUse: true);
        bridged.Sends(2);
        Assert.Equal([2], (await asked).Picture!.Jpeg);
        Assert.Equal(0, _peers.Asked);
    }

    [Fact]
    public async Task WhatAnotherGatewayAsksFor_IsNeverFetchedInTurn()
    {
        _peers.Answer = () => Fetched(ageMs: 0);
        var asked = _thumbnails.GetAsync("a", inUse: false, hereOnly: true);
        _time.Advance(Deadline);
        Assert.Equal(ThumbnailOutcome.CameraSilent, (await asked).Outcome);
        Assert.Equal(ThumbnailOutcome.CameraInUse, (await _thumbnails.GetAsync("b", inUse: true, hereOnly: true)).Outcome);
        Assert.Equal(0, _peers.Asked);
    }

    [Fact]
    public async Task SlowGateways_HoldUpNoCameraHere_AndFewFetchesAtOnce()
    {
        var never = new TaskCompletionSource<ThumbnailResult?>();
        _peers.Pending = never.Task;
        var fetches = Enumerable.Range(0, Thumbnails.MaxFetches + 1).Select(i => _thumbnails.GetAsync($"far-{i}", inUse: false)).ToList();
        Assert.Equal(Thumbnails.MaxFetches, _peers.Asked);
        var here = Camera("here");
        var asked = _thumbnails.GetAsync("here", inUse: false);
        here.Sends(1);
        Assert.Equal([1], (await asked).Picture!.Jpeg);
        _time.Advance(TimeSpan.FromMilliseconds(Thumbnails.PatienceMs));
        Assert.Equal(ThumbnailOutcome.Crowded, (await fetches[^1]).Outcome);
        never.SetResult(new ThumbnailResult(ThumbnailOutcome.Unreachable));
    }

    private ThumbnailResult Fetched(long ageMs) => new(ThumbnailOutcome.Fetched, Thumbnail.Of([9], new MonotonicClock(_time), ageMs));

    private ScriptedCamera Camera(string carId, bool isHere = true)
    {
        var camera = new ScriptedCamera(_video.For(carId), isHere);
        _video.For(carId).Attach(camera);
        return _cameras[carId] = camera;
    }

    private sealed class ScriptedPeers : IPeerThumbnails
    {
        public Func<ThumbnailResult?> Answer { get; set; } = () => null;

        public Task<ThumbnailResult?>? Pending { get; set; }

        public int Asked { get; private set; }

        public Task<ThumbnailResult?> FetchAsync(string carId, bool inUse)
        {
            Asked++;
            return Pending ?? Task.FromResult(Answer());
        }
    }

    private sealed class ScriptedCamera(CameraRelay relay, bool isHere) : ICameraSource
    {
        public bool IsHere => isHere;

        public List<bool> Relay { get; } = [];

        public void SetRelay(bool on) => Relay.Add(on);

        public bool Sends(params byte[] jpeg)
        {
            var rented = ArrayPool<byte>.Shared.Rent(jpeg.Length);
            jpeg.CopyTo(rented, 0);
            using var frame = new VideoFrame(rented, jpeg.Length);
            return relay.Publish(this, frame);
        }
    }

    private sealed class Viewer : IFrameViewer
    {
        public int Frames { get; private set; }

        public void Offer(VideoFrame frame)
        {
            Frames++;
            frame.Dispose();
        }
    }
}
