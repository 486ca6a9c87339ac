using RcFleet.Load.Measurements;
using RcFleet.ScaleModel.Measurements;

namespace RcFleet.Load;

/// <summary>Measures what the model of the fleet is built on and checked against.</summary>
internal static class ScalePoints
{
    public static async Task RunAsync(Arguments a, string machine)
    {
        var file = a.Json is { } path && File.Exists(path) ? MeasurementFile.Parse(await File.ReadAllTextAsync(path)) : new MeasurementFile();
        if (a.Command == "route")
        {
            var (table, points) = await Routes.RunAsync(a, machine);
            Console.WriteLine($"\n{a.Cars} cars × {a.Rate} Hz, {a.Seconds} s\n\n{table.Markdown()}");
            if (points.Any(p => p.OverCapacity)) Console.WriteLine("OVER CAPACITY: this machine could not carry that run; its figures are no cost of a command.");
            file = points.Aggregate(file, (f, p) => f.With(p));
        }
        else
        {
            var (table, rides) = await StoredRide.RunAsync(a, machine);
            Console.WriteLine($"\nRequests to the store, one ride\n\n{table.Markdown()}");
            file = rides.Aggregate(file, (f, r) => f.With(r));
        }

        if (a.Json is { } to) await File.WriteAllTextAsync(to, file.ToJson());
    }
}
