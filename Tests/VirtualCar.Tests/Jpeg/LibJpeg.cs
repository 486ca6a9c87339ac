using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace RcFleet.VirtualCar.Tests.Jpeg;

/// <summary>libjpeg-turbo's tools: somebody else's reading of our files.</summary>
internal static class LibJpeg
{
    /// <summary>Decodes to RGB, or to luma alone.</summary>
    public static async Task<(int Width, int Height, byte[] Samples)> DecodeAsync(byte[] jpeg, bool luma) =>
        Pnm(await RunAsync("djpeg", ["-strict", "-nosmooth", luma ? "-grayscale" : "-pnm"], jpeg), luma ? 1 : 3);

    /// <summary>What libjpeg makes of a grey picture.</summary>
    public static Task<byte[]> EncodeGrayAsync(int width, int height, byte[] samples, int quality) => RunAsync(
        "cjpeg", ["-quality", quality.ToString(CultureInfo.InvariantCulture), "-grayscale", "-baseline"],
        [.. Encoding.ASCII.GetBytes($"P5\n{width} {height}\n255\n"), .. samples]);

    private static async Task<byte[]> RunAsync(string tool, string[] arguments, byte[] input)
    {
        var start = new ProcessStartInfo(tool, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        Process process;
        try
        {
            process = Process.Start(start)!;
        }
        catch (Win32Exception)
        {
            throw new InvalidOperationException($"{tool} is not here; install the package libjpeg-turbo-progs (Tests/run does).");
        }

        using (process)
        {
            var errors = process.StandardError.ReadToEndAsync();
            using var output = new MemoryStream();
            var copying = process.StandardOutput.BaseStream.CopyToAsync(output);
            await process.StandardInput.BaseStream.WriteAsync(input);
            process.StandardInput.Close();
            await copying;
            await process.WaitForExitAsync();
            Assert.True(process.ExitCode == 0, $"{tool}: {await errors}");
            return output.ToArray();
        }
    }

    private static (int Width, int Height, byte[] Samples) Pnm(byte[] file, int channels)
    {
        var (at, fields) = (0, new List<string>());
        while (fields.Count < 4)
        {
            var end = Array.FindIndex(file, at, character => char.IsWhiteSpace((char)character));
            fields.Add(Encoding.ASCII.GetString(file, at, end - at));
            at = end + 1;
        }

        var (width, height) = (int.Parse(fields[1], CultureInfo.InvariantCulture), int.Parse(fields[2], CultureInfo.InvariantCulture));
        Assert.Equal(width * height * channels, file.Length - at);
        return (width, height, file[at..]);
    }
}
