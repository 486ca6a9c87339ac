using RcFleet.Gateway.Video;

namespace RcFleet.Gateway.Tests.Video;

public class CameraRelayTests
{
    private readonly CameraRelay _relay = new();

    [Fact]
    public void ABridge_IsAskedForNoMoreFrames_WhenTheCameraItselfComesHere()
    {
        var (bridge, camera) = (new Source(isHere: false), new Source(isHere: true));
        _relay.Attach(bridge);
        _relay.Add(new Viewer());
        Assert.True(bridge.IsOn);

        _relay.Attach(camera);
        Assert.False(bridge.IsOn);
        Assert.True(camera.IsOn);
    }

    [Fact]
    public void ACamera_IsNotToldToEnd_WhenAnotherComes_WhichMayBeTheOlder()
    {
        var (one, other) = (new Source(isHere: true), new Source(isHere: true));
        _relay.Attach(one);
        _relay.Add(new Viewer());
        _relay.Attach(other);
        Assert.True(one.IsOn);
    }

    private sealed class Source(bool isHere) : ICameraSource
    {
        public bool IsHere => isHere;

        public bool IsOn { get; private set; }

        public void SetRelay(bool on) => IsOn = on;
    }

    private sealed class Viewer : IFrameViewer
    {
        public void Offer(VideoFrame frame) => frame.Dispose();
    }
}
