using RcFleet.VirtualCar.Track;

namespace RcFleet.VirtualCar.Rendering;

/// <summary>The pictures of the track that every car shares, painted once when the first viewer comes (about 16 MB).</summary>
public sealed class Scenery
{
    /// <summary>Ground: texels a metre.</summary>
    public const int GroundScale = 100;

    /// <summary>Walls: texels a metre.</summary>
    public const int WallScale = 100;

    /// <summary>Pixels of the panorama around the whole horizon, and above it.</summary>
    public const int SkyWidth = 2880, SkyHeight = 208;

    private static readonly Lazy<Scenery> Lazy = new(() => new Scenery(RaceTrack.Shared));

    private Scenery(RaceTrack track)
    {
        Ground = GroundPainter.Paint(track);
        Sky = SkyPainter.Paint();
        Walls = [WallPainter.Banner(), WallPainter.Tyres(), WallPainter.Boards()];
    }

    public static Scenery Shared => Lazy.Value;

    /// <summary>Seen from above, 20.48 m by 10.24 m.</summary>
    public Texture Ground { get; }

    /// <summary>Rows from the top down to the horizon, <see cref="SkyWidth"/> each.</summary>
    public uint[] Sky { get; }

    /// <summary>By <see cref="WallStyle"/>.</summary>
    public IReadOnlyList<Texture> Walls { get; }
}
