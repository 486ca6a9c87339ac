using Xunit.Sdk;

namespace RcFleet.Browser.Support;

/// <summary>No test at all unless the environment names a folder in <c>RCFLEET_SCREENSHOTS</c>: it makes the README's pictures.</summary>
[XunitTestCaseDiscoverer("RcFleet.Browser.Support.ScreenshotsDiscoverer", "RcFleet.Browser")]
internal sealed class ScreenshotsFactAttribute : FactAttribute
{
    /// <summary>Where they go: absolute, or below the repository.</summary>
    public static string? Folder => Environment.GetEnvironmentVariable("RCFLEET_SCREENSHOTS") is { } folder ? Repository.Folder(folder) : null;
}
