using RcFleet.Hosting.Configuration;
using RcFleet.Silo;

if (!CommandLine.TryParse(args, out var command)) return command.Report();
if (command.Role == Role.Silo) return await SiloHost.RunAsync(command);

var builder = FleetHost.CreateBuilder(command);
if (FleetHost.Problems(builder.Configuration) is { Count: > 0 } problems) return FleetConfiguration.Report(problems);

await using var app = builder.BuildFleet(command);
return await app.RunFleetAsync(command);
