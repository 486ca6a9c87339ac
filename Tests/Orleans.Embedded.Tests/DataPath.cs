using Orleans.Embedded;

namespace RcFleet.Orleans.Embedded.Tests;

/// <summary>A directory of its own for one test, deleted after it.</summary>
internal sealed class DataPath : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("rcfleet-").FullName;

    public string File => System.IO.Path.Combine(Path, "rcfleet.db");

    public Task<EmbeddedHost> Start(Action<EmbeddedOptions>? configure = null) => Host.Start(o =>
    {
        o.DataPath = Path;
        configure?.Invoke(o);
    });

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
