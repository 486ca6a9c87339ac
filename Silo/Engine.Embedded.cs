using Orleans.Embedded;
using RcFleet.Cars;

namespace RcFleet.Silo;

/// <summary>The embedded engine: every grain in this process, state in SQLite under the data path.</summary>
internal static class Engine
{
    public const string Name = "embedded";

    public static void AddEngine(this WebApplicationBuilder builder, string dataPath) =>
        builder.Services.AddEmbeddedOrleans(options =>
        {
            options.DataPath = dataPath;
            options.GrainAssemblies.Add(typeof(LeaseOptions).Assembly);
        });
}
