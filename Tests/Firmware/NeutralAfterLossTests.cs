using System.Globalization;
using RcFleet.Firmware.Tests.Support;
using Xunit.Abstractions;

namespace RcFleet.Firmware.Tests;

/// <summary>The figure: how long after a driver's last frame the pins carry neutral, over a thousand losses.</summary>
public class NeutralAfterLossTests(ITestOutputHelper output)
{
    private const int Cars = 32;
    private const int Wanted = 1000;
    private const long DeadMan = 250, Period = 20;

    /// <summary>From the driver's hand to the board's ear, and back into a log, on a busy machine.</summary>
    private const long OnTheWay = 130;

    [HostFact]
    public async Task Many_cars_lose_their_drivers_side_by_side_and_all_stand_in_time()
    {
        await using var shop = await Workshop.Open();
        var left = Wanted;
        var trials = (await Task.WhenAll(Enumerable.Range(1, Cars).Select(i => Losses(shop, string.Create(CultureInfo.InvariantCulture, $"car-{i}"), () => Interlocked.Decrement(ref left) >= 0)))).SelectMany(t => t).ToList();
        var sorted = trials.Select(trial => trial.Took).Order().ToList();
        var text = string.Create(CultureInfo.InvariantCulture,
            $"neutral after the last frame, {sorted.Count} losses on {Cars} cars: p50 {sorted[sorted.Count / 2]} ms, p99 {sorted[sorted.Count * 99 / 100]} ms, max {sorted[^1]} ms; longest stall of the machine {trials.Max(trial => trial.Stall)} ms");
        output.WriteLine(text);
        await File.WriteAllTextAsync(Path.Combine(Path.GetDirectoryName(BoardProcess.Program("rc-control"))!, "neutral-after-loss.txt"), text + "\n");
        Assert.Equal(Wanted, sorted.Count);
        Assert.All(trials, trial => Assert.True(trial.Took <= DeadMan + Period + OnTheWay + trial.Stall, $"{trial}; {text}"));
    }

    private static async Task<List<Loss>> Losses(Workshop shop, string carId, Func<bool> next)
    {
        var losses = new List<Loss>();
        var (_, log, rental) = await shop.Car(carId);
        await using var driver = await ScriptedDriver.Join(shop.Server, rental.Token);
        await driver.Drive(log, 0.8);
        while (next())
        {
            var from = PulseLog.Now;
            driver.Hold(0.8);
            await log.First(from, pulse => pulse.Throttle == 1900, "throttle 1900");
            driver.FallSilent();
            var silent = PulseLog.Now;
            await log.First(silent + 60, _ => true, "line");   // a frame that was being sent is on its way by now
            var lost = driver.LastSent;
            var neutral = await log.NeutralSince(lost, lost + DeadMan + Period + OnTheWay + 100);
            losses.Add(new Loss(neutral.At - lost, log.Stall(lost, neutral.At)));
        }

        return losses;
    }

    /// <param name="Took">From the last frame to neutral, in ms.</param>
    /// <param name="Stall">How much of it the machine kept the board from running.</param>
    private sealed record Loss(long Took, long Stall);
}
