namespace RcFleet.Silo;

/// <summary>Microsoft Orleans: this process is one silo and its gateway. Development only: state does not outlive it.</summary>
internal static class Engine
{
    public const string Name = "Orleans";

    /// <summary>What a person can do about an engine that does not start, or null when it is none of theirs.</summary>
    public static string? StartProblem(Exception exception) => (exception as OrleansConfigurationException)?.Message;

    public static void AddEngine(this WebApplicationBuilder builder, string dataPath)
    {
        Directory.CreateDirectory(dataPath);
        builder.Host.UseOrleans(silo => silo
            .UseLocalhostClustering()
            .AddMemoryGrainStorage("fleet"));
    }
}
