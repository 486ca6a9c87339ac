using System.Reflection;
using System.Text.RegularExpressions;

namespace RcFleet.Hosting.Cluster;

/// <summary>Which release of Orleans this process runs on.</summary>
internal static partial class OrleansRelease
{
    /// <summary>
    /// Below 10.2.2 the client leaks memory (dotnet/orleans issue 10238); 10.3.0 is the first whose distributed directory lets
    /// a dead silo's cars wake elsewhere at once, and can follow the default one in a running cluster (pull requests 9958, 10309).
    /// </summary>
    public static readonly Version First = new(10, 3, 0);

    /// <summary>The release, without what follows a hyphen.</summary>
    public static Version Current => Read(typeof(IClusterClient).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion);

    /// <summary>Why it can't be used, or null.</summary>
    public static string? Problem(Version release) =>
        release < First ? $"Microsoft.Orleans {release} can't be used: its directory of grains, or its client, is not fit for this. Build with -p:OrleansVersion={First} or newer." : null;

    /// <summary>The numbers of <c>10.4.2-preview.1+abc</c>, or of <c>10.4.2. Commit Hash: …</c> as Orleans writes it; 0.0 for what is none.</summary>
    public static Version Read(string? text) =>
        Version.TryParse(Numbers().Match(text ?? "").Value, out var version) ? version : new Version(0, 0);

    [GeneratedRegex(@"^\d+\.\d+\.\d+")]
    private static partial Regex Numbers();
}
