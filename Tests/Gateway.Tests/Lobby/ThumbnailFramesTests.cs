using RcFleet.Gateway.Lobby;

namespace RcFleet.Gateway.Tests.Lobby;

public class ThumbnailFramesTests
{
    [Theory]
    [InlineData("car-1-cam", true)]
    [InlineData("car-1~camera", false)]
    public void AQuestion_ComesThrough(string deviceId, bool inUse)
    {
        Assert.True(ThumbnailFrames.TryReadAsk(ThumbnailFrames.Ask(deviceId, inUse), out var readId, out var readInUse));
        Assert.Equal((deviceId, inUse), (readId, readInUse));
    }

    [Fact]
    public void APicture_ComesThroughWithItsAge()
    {
        Assert.True(ThumbnailFrames.TryReadAnswer(ThumbnailFrames.Answer(ThumbnailOutcome.Taken, [1, 2, 3], 4711), out var outcome, out var ageMs, out var jpeg));
        Assert.Equal((ThumbnailOutcome.Taken, 4711), (outcome, ageMs));
        Assert.Equal([1, 2, 3], jpeg.ToArray());
    }

    [Fact]
    public void NoPicture_ComesThroughWithItsReason()
    {
        Assert.True(ThumbnailFrames.TryReadAnswer(ThumbnailFrames.Answer(ThumbnailOutcome.CameraInUse, [], 0), out var outcome, out _, out var jpeg));
        Assert.Equal(ThumbnailOutcome.CameraInUse, outcome);
        Assert.True(jpeg.IsEmpty);
    }

    [Theory]
    [InlineData("")]
    [InlineData("00")]
    [InlineData("0261")]
    public void AMalformedQuestion_IsNone(string hex) =>
        Assert.False(ThumbnailFrames.TryReadAsk(Convert.FromHexString(hex), out _, out _));

    [Fact]
    public void TheLongestQuestion_IsShort()
    {
        Assert.True(ThumbnailFrames.TryReadAsk(ThumbnailFrames.Ask(new string('a', ThumbnailFrames.MaxAsk - 1), inUse: false), out _, out _));
        Assert.False(ThumbnailFrames.TryReadAsk(ThumbnailFrames.Ask(new string('a', ThumbnailFrames.MaxAsk), inUse: false), out _, out _));
    }

    [Theory]
    [InlineData("")]
    [InlineData("00000000")]
    [InlineData("0000000000")]
    [InlineData("0100000000FF")]
    [InlineData("0500000000FF")]
    [InlineData("FF00000000FF")]
    public void AMalformedAnswer_IsNone(string hex) =>
        Assert.False(ThumbnailFrames.TryReadAnswer(Convert.FromHexString(hex), out _, out _, out _));
}
