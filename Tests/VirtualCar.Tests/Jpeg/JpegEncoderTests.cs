using System.Text;
using RcFleet.VirtualCar.Jpeg;
using RcFleet.VirtualCar.Rendering;
using RcFleet.VirtualCar.Track;

namespace RcFleet.VirtualCar.Tests.Jpeg;

public class JpegEncoderTests
{
    [Theory]
    [InlineData(640, 480, 75, 33)]
    [InlineData(640, 480, 100, 48)]
    [InlineData(320, 240, 50, 31)]
    [InlineData(16, 16, 90, 36)]
    [InlineData(17, 33, 90, 36)]
    [InlineData(8, 8, 90, 36)]
    [InlineData(1, 1, 90, 36)]
    [InlineData(333, 7, 90, 36)]
    [InlineData(641, 479, 20, 27)]
    public async Task Luma_and_chroma_come_back_from_another_decoder(int width, int height, int quality, double leastPsnr)
    {
        var image = Smooth(width, height);
        var jpeg = new JpegEncoder().Encode(image, quality).ToArray();

        var luma = await LibJpeg.DecodeAsync(jpeg, luma: true);
        Assert.Equal((width, height), (luma.Width, luma.Height));
        AssertClose(image.Y, luma.Samples, leastPsnr, "luma");

        var colour = await LibJpeg.DecodeAsync(jpeg, luma: false);
        AssertClose(Rgb(image), colour.Samples, leastPsnr - 4, "colour");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(25)]
    [InlineData(50)]
    [InlineData(75)]
    [InlineData(100)]
    public async Task On_noise_it_is_as_good_and_as_small_as_libjpeg_at_the_same_quality(int quality)
    {
        var image = new PlanarImage(96, 80);
        new Random(7).NextBytes(image.Y);
        Array.Fill(image.Cb, (byte)128);
        Array.Fill(image.Cr, (byte)128);

        var ours = new JpegEncoder().Encode(image, quality).ToArray();
        var theirs = await LibJpeg.EncodeGrayAsync(image.Width, image.Height, image.Y, quality);

        var wanted = Psnr(image.Y, (await LibJpeg.DecodeAsync(theirs, luma: true)).Samples);
        AssertClose(image.Y, (await LibJpeg.DecodeAsync(ours, luma: true)).Samples, wanted - 0.3, "noise");
        Assert.True(ours.Length < theirs.Length * 1.05 + 700, $"{ours.Length} bytes, libjpeg {theirs.Length}");
    }

    [Fact]
    public async Task Black_and_white_at_full_contrast_keep_within_the_coefficients_range()
    {
        var image = new PlanarImage(64, 64);
        for (var i = 0; i < image.Y.Length; i++) image.Y[i] = (byte)((i / 64 + i) % 2 == 0 ? 255 : 0);
        Array.Fill(image.Cb, (byte)255);

        var decoded = await LibJpeg.DecodeAsync(new JpegEncoder().Encode(image, 100).ToArray(), luma: true);

        AssertClose(image.Y, decoded.Samples, 45, "chequers");
    }

    [Fact]
    public async Task A_rendered_frame_decodes_and_is_neither_flat_nor_large()
    {
        var track = RaceTrack.Shared;
        var renderer = new FirstPersonRenderer(track, Scenery.Shared, "car-1");
        var image = renderer.Render(new View(track.GridPlace(0), 0, 0, "car-1", "12:34:56", "0.0 m/s"));
        var jpeg = new JpegEncoder().Encode(image, 75, "rc1 1 2").ToArray();

        var decoded = await LibJpeg.DecodeAsync(jpeg, luma: true);

        AssertClose(image.Y, decoded.Samples, 30, "frame");
        Assert.InRange(jpeg.Length, 10_000, 80_000);
    }

    [Fact]
    public void A_lower_quality_is_smaller_and_the_same_picture_gives_the_same_file()
    {
        var image = Smooth(320, 240);
        var encoder = new JpegEncoder();
        var good = encoder.Encode(image, 90).ToArray();
        var poor = encoder.Encode(image, 20).ToArray();

        Assert.True(poor.Length < good.Length);
        Assert.Equal(good, encoder.Encode(image, 90).ToArray());
        Assert.Equal(good, new JpegEncoder().Encode(image, 90).ToArray());
        Assert.Equal(encoder.Encode(image, 100).ToArray(), encoder.Encode(image, 1000).ToArray());
    }

    [Fact]
    public void The_comment_stands_right_after_the_start_of_the_image()
    {
        var jpeg = new JpegEncoder().Encode(Smooth(16, 16), 75, "rc1 117 4294967295").ToArray();

        Assert.Equal([0xff, 0xd8, 0xff, 0xfe, 0, 20], jpeg[..6]);
        Assert.Equal("rc1 117 4294967295", Encoding.ASCII.GetString(jpeg, 6, 18));
        Assert.Equal([0xff, 0xd9], jpeg[^2..]);
    }

    private static PlanarImage Smooth(int width, int height)
    {
        var image = new PlanarImage(width, height);
        for (var y = 0; y < height; y++)
            for (var x = 0; x < width; x++)
                image.Y[y * width + x] = (byte)(128 + 70 * Math.Sin(x / 9.0) * Math.Cos(y / 13.0) + 20 * Math.Sin((x + y) / 40.0));
        for (var y = 0; y < image.ChromaHeight; y++)
            for (var x = 0; x < image.ChromaWidth; x++)
            {
                image.Cb[y * image.ChromaWidth + x] = (byte)(128 + 30 * Math.Sin(x / 21.0));
                image.Cr[y * image.ChromaWidth + x] = (byte)(128 + 30 * Math.Cos(y / 17.0));
            }

        return image;
    }

    private static byte[] Rgb(PlanarImage image)
    {
        var rgb = new byte[image.Width * image.Height * 3];
        for (var y = 0; y < image.Height; y++)
            for (var x = 0; x < image.Width; x++)
            {
                double luma = image.Y[y * image.Width + x];
                var cb = image.Cb[y / 2 * image.ChromaWidth + x / 2] - 128.0;
                var cr = image.Cr[y / 2 * image.ChromaWidth + x / 2] - 128.0;
                var at = (y * image.Width + x) * 3;
                rgb[at] = Clamp(luma + 1.402 * cr);
                rgb[at + 1] = Clamp(luma - 0.344136 * cb - 0.714136 * cr);
                rgb[at + 2] = Clamp(luma + 1.772 * cb);
            }

        return rgb;

        static byte Clamp(double value) => (byte)Math.Clamp(Math.Round(value), 0, 255);
    }

    private static void AssertClose(byte[] source, byte[] decoded, double leastPsnr, string what)
    {
        var psnr = Psnr(source, decoded);
        Assert.True(psnr >= leastPsnr, $"{what}: {psnr:0.0} dB, at least {leastPsnr} wanted");
    }

    private static double Psnr(byte[] source, byte[] decoded)
    {
        Assert.Equal(source.Length, decoded.Length);
        var error = source.Zip(decoded, (a, b) => (double)(a - b) * (a - b)).Average();
        return error == 0 ? 99 : 10 * Math.Log10(255 * 255 / error);
    }
}
