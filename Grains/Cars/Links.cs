using RcFleet.Fleet;

namespace RcFleet.Cars;

/// <summary>Sends to observers: at once, without waiting, and a dead one never fails the car.</summary>
internal static class Links
{
    /// <summary>Calls <paramref name="send"/> on the observer; a fault is counted and forgotten.</summary>
    public static void Post<TLink, TMessage>(TLink link, TMessage message, Func<TLink, TMessage, Task> send)
    {
        try
        {
            var sent = send(link, message);
            if (!sent.IsCompletedSuccessfully) CountFault(sent);
        }
        catch (Exception)
        {
            FleetMetrics.LinkFailed();
        }
    }

    private static void CountFault(Task sent) =>
        _ = sent.ContinueWith(
            static t =>
            {
                _ = t.Exception;
                FleetMetrics.LinkFailed();
            },
            CancellationToken.None,
            TaskContinuationOptions.NotOnRanToCompletion | TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
}
