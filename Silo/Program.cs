using RcFleet.Cars;
using RcFleet.Gateway;
using RcFleet.Silo;
using RcFleet.Silo.Configuration;
using RcFleet.Silo.Demo;

if (!CommandLine.TryParse(args, out var command)) return command.Report();

var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = command.Rest, ContentRootPath = AppContext.BaseDirectory });
if (FleetConfiguration.Problems(builder.Configuration) is { Count: > 0 } problems) return FleetConfiguration.Report(problems);

builder.ConfigureServer(command);
builder.AddFleetOptions();
builder.AddEngine(builder.Configuration["Fleet:DataPath"] ?? new GatewayOptions().DataPath);
builder.Services.AddFleetGrains();
builder.Services.AddGateway();
builder.Services.AddDemo(command.DemoCars);

await using var app = builder.Build();
app.MapGateway();
return await app.RunFleetAsync(command);
