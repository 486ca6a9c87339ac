using System.Globalization;
using System.Text.Json;
using RcFleet.ScaleModel;
using RcFleet.ScaleModel.Measurements;

const string Help = """
    What a fleet of 100 to 100,000 cars that are driven at once needs on Orleans, and what it costs: Markdown tables.

      deploy/scale-model [options]
      deploy/scale-model --check FILE [options]   compares the model with what Tests/Load -- route and rides measured
                                                  (--json FILE); exit 1 when a figure is off by more than 20 %

    """;

if (args is ["--help" or "-h" or "help", ..])
{
    Console.WriteLine(Help);
    foreach (var a in Assumption.All)
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {a.Option,-18} {a.Min} to {a.Max} {a.Unit}, default {a.Get(new Assumptions())}: {a.What}"));
    return 0;
}

var assumptions = new Assumptions();
string? check = null;
for (var i = 0; i < args.Length; i += 2)
{
    var value = i + 1 < args.Length ? args[i + 1] : "";
    if (args[i] == "--check" && value.Length > 0)
    {
        check = value;
        continue;
    }

    if (Assumption.Replace(assumptions, args[i], value, out var problem) is not { } replaced)
    {
        Console.Error.WriteLine(problem);
        return 2;
    }

    assumptions = replaced;
}

if (check is null)
{
    Console.Write(Tables.Markdown(assumptions));
    return 0;
}

try
{
    var comparisons = ModelCheck.Compare(MeasurementFile.Parse(await File.ReadAllTextAsync(check)), assumptions);
    Console.Write(Tables.Markdown(comparisons));
    var failed = comparisons.Count(c => !c.Holds);
    Console.WriteLine($"{comparisons.Count - failed} of {comparisons.Count} figures within {ModelCheck.Tolerance * 100:0} %");
    return failed == 0 && comparisons.Count > 0 ? 0 : 1;
}
catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
{
    Console.Error.WriteLine($"{check} can't be read: {e.Message}");
    return 2;
}
