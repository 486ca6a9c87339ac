using RcFleet.Silo;
using RcFleet.Silo.Configuration;

if (!CommandLine.TryParse(args, out var command)) return command.Report();

var builder = FleetHost.CreateBuilder(command);
if (FleetConfiguration.Problems(builder.Configuration) is { Count: > 0 } problems) return FleetConfiguration.Report(problems);

await using var app = builder.BuildFleet(command);
return await app.RunFleetAsync(command);
