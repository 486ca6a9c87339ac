namespace RcFleet.Firmware.Tests.Support;

/// <summary>A test of the boards' processes; skipped, by name, where they are not built.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class HostFactAttribute : FactAttribute
{
    public HostFactAttribute()
    {
        if (!File.Exists(BoardProcess.Program("rc-control")) || !File.Exists(BoardProcess.Program("rc-camera")))
            Skip = "rc-control and rc-camera are not built: run Firmware/test first.";
    }
}
