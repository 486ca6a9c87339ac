using System.Runtime.InteropServices;

namespace RcFleet.VirtualCar.CommandLine;

/// <summary>Waits for Ctrl+C or SIGTERM, and leaves the process alive to end in good order.</summary>
internal static class Shutdown
{
    public static async Task Asked()
    {
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        void End(PosixSignalContext context)
        {
            context.Cancel = true;
            asked.TrySetResult();
        }

        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, End);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, End);
        await asked.Task;
    }
}
