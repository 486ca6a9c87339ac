namespace RcFleet.VirtualCar.Rendering;

/// <summary>Paints what stands beyond the walls: sky, clouds, hills and a row of trees, all around the horizon.</summary>
internal static class SkyPainter
{
    public static uint[] Paint()
    {
        const int width = Scenery.SkyWidth, height = Scenery.SkyHeight;
        var picture = new uint[width * height];
        var zenith = Rendering.Paint.Rgb(72, 136, 214);
        var haze = Rendering.Paint.Rgb(206, 226, 240);
        var cloud = Rendering.Paint.Rgb(250, 250, 250);
        var hill = Rendering.Paint.Rgb(112, 146, 150);
        var tree = Rendering.Paint.Rgb(48, 92, 52);
        for (var x = 0; x < width; x++)
        {
            var angle = x * 2 * Math.PI / width;
            var hillTop = 34 + 14 * Math.Sin(angle * 3 + 1) + 9 * Math.Sin(angle * 7) + 4 * Math.Sin(angle * 19);
            var treeTop = 17 + 9 * Math.Abs(Math.Sin(angle * 31)) + 5 * Math.Abs(Math.Sin(angle * 83 + 2)) + 6 * Math.Sin(angle * 5);
            for (var y = 0; y < height; y++)
            {
                var up = height - 1 - y;
                var colour = Rendering.Paint.Mix(haze, zenith, Math.Min(1, up / 190.0));
                var puff = 0.6 * Around(x, up * 2.6, 96) + 0.4 * Around(x, up * 2.6, 36);
                var cover = Math.Clamp((puff - 0.12) * 2.6, 0, 0.9) * Math.Clamp((up - 50) / 40.0, 0, 1);
                colour = Rendering.Paint.Mix(colour, cloud, cover);
                if (up < hillTop) colour = Rendering.Paint.Mix(hill, haze, 0.35 * (1 - up / hillTop));
                if (up < treeTop) colour = Rendering.Paint.Shade(tree, 0.85 + 0.2 * Noise.White(x / 3, y / 3) + up / 60.0);
                picture[y * width + x] = colour;
            }
        }

        return picture;
    }

    // Smooth noise that closes around the horizon: two copies blended over the seam.
    private static double Around(int x, double y, double size)
    {
        const double width = Scenery.SkyWidth;
        var part = x / width;
        return Noise.Smooth(x / size, y / size) * (1 - part) + Noise.Smooth((x - width) / size, y / size) * part;
    }
}
