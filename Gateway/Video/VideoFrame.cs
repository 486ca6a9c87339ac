using System.Buffers;

namespace RcFleet.Gateway.Video;

/// <summary>One JPEG in a pooled buffer that several viewers share. The last one to dispose it returns the buffer.</summary>
internal sealed class VideoFrame(byte[] rented, int length) : IDisposable
{
    private int _holders = 1;

    /// <summary>The JPEG.</summary>
    public ReadOnlyMemory<byte> Bytes => rented.AsMemory(0, length);

    /// <summary>Adds a holder.</summary>
    public VideoFrame Share()
    {
        Interlocked.Increment(ref _holders);
        return this;
    }

    public void Dispose()
    {
        if (Interlocked.Decrement(ref _holders) == 0) ArrayPool<byte>.Shared.Return(rented);
    }

    /// <summary>Whether it begins and ends as a JPEG does; a truncated one would freeze a browser's picture.</summary>
    public static bool IsWhole(ReadOnlySpan<byte> jpeg) =>
        jpeg.Length > 4 && jpeg[0] == 0xFF && jpeg[1] == 0xD8 && jpeg[^2] == 0xFF && jpeg[^1] == 0xD9;
}
