namespace RcFleet.VirtualCar.Jpeg;

/// <summary>
/// A picture as JPEG wants it: full-range BT.601 luma, and chroma at half the resolution both ways (4:2:0).
/// Reused from frame to frame by its owner.
/// </summary>
public sealed class PlanarImage
{
    /// <param name="width">Pixels, 1 to 65535.</param>
    /// <param name="height">Pixels, 1 to 65535.</param>
    public PlanarImage(int width, int height)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(width, 65535);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(height, 65535);
        (Width, Height) = (width, height);
        (ChromaWidth, ChromaHeight) = ((width + 1) / 2, (height + 1) / 2);
        Y = new byte[width * height];
        Cb = new byte[ChromaWidth * ChromaHeight];
        Cr = new byte[ChromaWidth * ChromaHeight];
    }

    public int Width { get; }

    public int Height { get; }

    public int ChromaWidth { get; }

    public int ChromaHeight { get; }

    /// <summary>Luma, row by row, <see cref="Width"/> bytes each.</summary>
    public byte[] Y { get; }

    /// <summary>Blue difference plus 128, <see cref="ChromaWidth"/> bytes a row.</summary>
    public byte[] Cb { get; }

    /// <summary>Red difference plus 128, <see cref="ChromaWidth"/> bytes a row.</summary>
    public byte[] Cr { get; }
}
