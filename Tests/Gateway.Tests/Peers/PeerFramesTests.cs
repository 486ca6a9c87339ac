using RcFleet.Cars;
using RcFleet.Devices;
using RcFleet.Gateway.Peers;

namespace RcFleet.Gateway.Tests.Peers;

public class PeerFramesTests
{
    private static readonly DirectClaim Claim = new("car-1.ctl", 7, new string('a', 32), [.. Enumerable.Range(0, 32).Select(i => (byte)i)]);

    public static TheoryData<byte[]> Good =>
    [
        PeerFrames.Beat(4711), PeerFrames.Open(1, Claim), Drive(), PeerFrames.Stop(3, 99, StopReason.DriverLost),
        PeerFrames.Plain(PeerFrameType.Close, 4), PeerFrames.Plain(PeerFrameType.Opened, 5), PeerFrames.Plain(PeerFrameType.Closed, 6),
        PeerFrames.State(7, new DeviceTelemetry(null, 81, -61, 3, 117, 12, true, false, -1.37), withSpeed: true),
    ];

    [Fact]
    public void ADrive_KeepsEverything()
    {
        Assert.True(PeerFrames.TryRead(Drive(), out var frame));
        Assert.Equal(new PeerFrame(PeerFrameType.Drive, 2, 100_000, 117, 40, -0.25f, 0.4f), frame);
    }

    [Fact]
    public void AnOpen_KeepsItsClaim()
    {
        Assert.True(PeerFrames.TryRead(PeerFrames.Open(1, Claim), out var frame));
        Assert.Equal((Claim.DeviceId, Claim.Epoch, Claim.Holder), (frame.Claim!.DeviceId, frame.Claim.Epoch, frame.Claim.Holder));
        Assert.Equal(Claim.Mac, frame.Claim.Mac);
    }

    [Fact]
    public void AnOpen_TakesTheLongestIdThatABoardCanHave()
    {
        var longest = Claim with { DeviceId = KeylessIds.Of(new string('c', 64), DeviceRole.Control) };
        Assert.True(PeerFrames.TryRead(PeerFrames.Open(1, longest), out var frame));
        Assert.Equal(longest.DeviceId, frame.Claim!.DeviceId);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void AState_KeepsWhatIsThere_AndWhatIsNot(bool there)
    {
        var telemetry = there ? new DeviceTelemetry(null, 81, -61, 1L << 40, 117, 12, true, false, -1.37) : new DeviceTelemetry(null, null, null, null, null, null, null, null);
        Assert.True(PeerFrames.TryRead(PeerFrames.State(9, telemetry, withSpeed: true), out var frame));
        Assert.Equal((9u, telemetry), (frame.Handle, frame.Telemetry));

        // As a gateway of the version before sends it, and takes it.
        Assert.True(PeerFrames.TryRead(PeerFrames.State(9, telemetry, withSpeed: false), out var older));
        Assert.Equal(telemetry with { SpeedMps = null }, older.Telemetry);
    }

    [Theory]
    [MemberData(nameof(Good))]
    public void AFrameOfAnotherLength_IsMalformed(byte[] good)
    {
        Assert.True(PeerFrames.TryRead(good, out _));
        for (var length = 0; length < good.Length; length++)
        {
            // But for a state of the version before, which ends before its speed.
            var older = (PeerFrameType)good[0] == PeerFrameType.State && length == good.Length - 2;
            Assert.True(older == PeerFrames.TryRead(good.AsSpan(0, length), out _), $"{length} bytes");
        }

        Assert.False(PeerFrames.TryRead([.. good, 0], out _));
    }

    [Theory]
    [InlineData(float.NaN, 0)]
    [InlineData(0, float.PositiveInfinity)]
    [InlineData(1.5f, 0)]
    [InlineData(0, -1.01f)]
    public void AxesOutOfRange_AreMalformed_NeverReadAsZero(float steering, float throttle)
    {
        var frame = new byte[PeerFrames.DriveBytes];
        PeerFrames.Drive(frame, 1, new DriveCommand(1, 1, 0, steering, throttle), 0);
        Assert.False(PeerFrames.TryRead(frame, out _));
    }

    [Fact]
    public void Noise_NeverThrows()
    {
        var random = new Random(4711);
        for (var i = 0; i < 100_000; i++)
        {
            var noise = new byte[random.Next(0, 80)];
            random.NextBytes(noise);
            if (noise.Length > 0) noise[0] = (byte)random.Next(0, 10);
            PeerFrames.TryRead(noise, out _);
        }
    }

    private static byte[] Drive()
    {
        var frame = new byte[PeerFrames.DriveBytes];
        PeerFrames.Drive(frame, 2, new DriveCommand(3, 117, 99_960, -0.25f, 0.4f), 100_000);
        return frame;
    }
}
