using System.Globalization;
using System.Text.Json;
using RcFleet.Load;

const string Help = """
    Measures the running system from outside, on loopback, and prints a Markdown table.

      dotnet run --project Tests/Load -c Release -- COMMAND [options]

      start                 time from the process' start until /readyz says ready; 5 starts
      latency               a command's way from the driver's socket to the controller's, p50 to p99.9
        --cars N              cars that are driven at once, 1 to 1000, default 20
        --rate HZ             commands a second a car, 1 to 100, default 20
        --seconds S           1 to 120, default 10
      memory                resident memory with idle boards connected
        --devices N           boards, two a car, 2 to 4000, default 200
      slice                 all three with their defaults
      --json FILE           writes the figures as JSON, too
    """;

if (!Arguments.TryParse(args, out var arguments, out var problem))
{
    if (problem.Length == 0)
    {
        Console.WriteLine(Help);
        return 0;
    }

    Console.Error.WriteLine(problem);
    return 2;
}

var rows = new List<Row>();
if (arguments.Command is "start" or "slice") rows.AddRange(await StartMeasurement.RunAsync());
if (arguments.Command is "latency" or "slice") rows.AddRange(await LatencyMeasurement.RunAsync(arguments.Cars, arguments.Rate, arguments.Seconds));
if (arguments.Command is "memory" or "slice") rows.AddRange(await MemoryMeasurement.RunAsync(arguments.Devices));

var machine = Machine.Describe();
Console.WriteLine();
Console.WriteLine($"Measured on {machine}");
Console.WriteLine();
Console.WriteLine("| what | figure |");
Console.WriteLine("|---|---|");
foreach (var row in rows) Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {row.What} | {row.Value:0.###} {row.Unit} |"));
if (arguments.Json is { } file) await File.WriteAllTextAsync(file, JsonSerializer.Serialize(new { machine, rows }, new JsonSerializerOptions(JsonSerializerDefaults.Web) { WriteIndented = true }));
return 0;
