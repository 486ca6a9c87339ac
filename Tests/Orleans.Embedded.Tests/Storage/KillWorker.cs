using Orleans.Embedded;

namespace RcFleet.Orleans.Embedded.Tests;

/// <summary>The child process of <see cref="KillTests"/>: writes numbers into ten grains until it is killed and prints each one that was answered.</summary>
internal static class KillWorker
{
    public const string Command = "write-until-killed";
    public const int Grains = 10;

    public static async Task Run(string dataPath)
    {
        await using var host = await Host.Start(o => o.DataPath = dataPath);
        await using var output = new StreamWriter(Console.OpenStandardOutput()) { AutoFlush = true };
        await Task.WhenAll(Enumerable.Range(0, Grains).Select(grain => Write(host, grain, output)));
    }

    private static async Task Write(EmbeddedHost host, int grain, StreamWriter output)
    {
        var vault = host.Grains.GetGrain<IVaultGrain>($"{grain}");
        for (var number = grain; ; number += Grains)
        {
            await vault.Put(number);
            lock (output) output.Write($"{number}.\n");
        }
    }
}
