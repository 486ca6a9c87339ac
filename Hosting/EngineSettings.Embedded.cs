using Microsoft.Extensions.Configuration;

namespace RcFleet.Hosting;

/// <summary>Settings of the engine: the embedded one has none besides the data path.</summary>
internal static class EngineSettings
{
    /// <summary>A sentence for each that can't be used.</summary>
    public static IEnumerable<string> Problems(IConfiguration configuration) =>
        configuration.GetSection("Cluster").GetChildren().Any()
            ? ["Settings of section Cluster are given, and this build hosts its grains in one process. Build it for a cluster: dotnet build RcFleet.sln -p:Engine=Orleans"]
            : [];
}
