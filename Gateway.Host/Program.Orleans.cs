using RcFleet.Gateway.Host;
using RcFleet.Hosting.Configuration;

var builder = GatewayHost.CreateBuilder(args);
if (GatewayHost.Problems(builder.Configuration) is { Count: > 0 } problems) return FleetConfiguration.Report(problems);

await using var app = builder.BuildGateway();
return await app.RunGatewayAsync();
