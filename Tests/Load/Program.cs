using System.Text.Json;
using RcFleet.Load;
using RcFleet.Load.Opponents;

const string Help = """
    Measures the running system from outside, on loopback, and prints a Markdown table.

      dotnet run --project Tests/Load -c Release -- COMMAND [options]

      start       time from the process' start until /readyz says ready; 5 starts
      drive       commands at a fixed rate: latency from when a command was due to its arrival at the controller's
                  socket, the server's CPU a command, what arrived, what was dropped and why
      saturate    as many commands as the server carries, each car's next one when the last has arrived
      relay       cameras of 20 frames of 20 kB a second through the server, each to several viewers
      storm       every board of the fleet connects at once
      bytes       bytes through the server a driven minute, by the way that the picture comes: real virtual cars at 640×480
                  and 20 frames a second, one after the other; --seconds 60 or more, for the climb counts once a ride
      idle        memory and CPU of a fleet that nobody drives
      compare     drive, saturate and relay of RcFleet, of a bare Kestrel relay that checks nothing (with RcFleet's
                  runtime settings, and with .NET's) and of the v1.0 relay (Node with ws), in turn, with the ratios
                  pair by pair; then start, storm and idle of RcFleet
      route       drive by every route: embedded engine; Orleans with 1 silo and 1 gateway; with 3 silos and 2 gateways
                  through the grain and directly, each with Azurite. CPU of all silos and gateways, not of Azurite, which
                  shares the machine. A run that the machine can't carry is marked
      rides       requests to the store that one ride makes, of --seconds and of half of them
                  Both need npm, for Azurite (artifacts/azurite)

      --cars N      cars, 1 to 2000, default 1000          --rate HZ     commands a second a car, 1 to 100, default 20
      --seconds S   measured, 1 to 120, default 10         --rounds N    of compare and --servers, 1 to 20, default 3
      --warm-up S   of drive and route, the same load before, 1 to 120, default 8
      --servers A,B of drive, saturate, relay and compare, --rounds times in this order: rcfleet; bare, with RcFleet's
                    settings; bare-defaults, with .NET's; v1
      --cameras N   of relay, 1 to 200, default 10         --viewers N   a camera, 1 to 100, default 4
      --route NAME  of route, only this one: embedded, one-silo, grain or direct
      --json FILE   writes the figures of every run as JSON, too; route and rides add to a FILE that is there,
                    and deploy/scale-model --check FILE compares it with the model

    Each controller sends telemetry five times a second, to every server. The generator shares the machine with the server.
    """;

if (args is ["bare-relay", var url, .. var more])
{
    await BareRelay.RunAsync(url, tuned: more is ["tuned"]);
    return 0;
}

if (args is [Guard.Argument])
{
    Guard.Run(Console.In);
    return 0;
}

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

if (await Generator.RunTunedAsync(args) is { } exitCode) return exitCode;

var machine = Machine.Describe();
Console.WriteLine($"Measured on {machine}");
if (arguments.Command is "route" or "rides")
{
    await ScalePoints.RunAsync(arguments, machine);
    return 0;
}

var tables = await Comparison.RunAsync(arguments);
foreach (var (title, table) in tables) Console.WriteLine($"\n{title}\n\n{table.Markdown()}");
if (arguments.Json is { } file)
{
    var figures = tables.Select(t => new { t.Title, Figures = t.Table.Json() });
    await File.WriteAllTextAsync(file, JsonSerializer.Serialize(new { machine, tables = figures }, new JsonSerializerOptions(JsonSerializerDefaults.Web) { WriteIndented = true }));
}

return 0;
