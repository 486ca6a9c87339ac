using System.Reflection;

namespace RcFleet.Orleans.Embedded.Tests;

/// <summary>A test that needs the real Orleans contracts on this machine; skipped where they cannot be had.</summary>
public sealed class OrleansMetadataFactAttribute : FactAttribute
{
    public OrleansMetadataFactAttribute()
    {
        if (Packages is null)
            Skip = "The real Orleans contracts are not on this machine. Run with -p:OrleansMetadata=true where NuGet has Microsoft.Orleans.Core.Abstractions.";
    }

    public static string? Packages => Metadata("OrleansPackages");

    public static string Assembly(string package) =>
        Path.Combine(Packages!, package.ToLowerInvariant(), Metadata("OrleansVersion")!, "lib", "net10.0", package["Microsoft.".Length..] + ".dll");

    private static string? Metadata(string key) => typeof(OrleansMetadataFactAttribute).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>().FirstOrDefault(a => a.Key == key)?.Value;
}
