using Microsoft.Extensions.Logging;
using RcFleet.VirtualCar;
using RcFleet.VirtualCar.CommandLine;

var arguments = CarArguments.Parse(args);
if (arguments.Help)
{
    Console.WriteLine(CarArguments.Usage);
    return 0;
}

if (arguments.Options is null)
{
    foreach (var error in arguments.Errors) Console.Error.WriteLine(error);
    return 2;
}

using var loggers = LoggerFactory.Create(logging => logging.AddSimpleConsole(console => console.SingleLine = true));
await using var car = new VirtualCar(arguments.Options with { LoggerFactory = loggers });
try
{
    await car.StartAsync();
}
catch (IOException problem)
{
    Console.Error.WriteLine($"The car can't start: {problem.Message}");
    return 1;
}

if (car.StreamUrl is { } stream) Console.WriteLine($"Camera at {stream}");
await Shutdown.Asked();
return 0;
