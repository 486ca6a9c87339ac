using System.Globalization;
using RcFleet.Devices;
using RcFleet.Gateway.Operators;
using RcFleet.Rentals;
using RcFleet.VirtualCar;

namespace RcFleet.Silo.Demo;

/// <summary>
/// Virtual cars that connect to this process over real sockets, as boards do. Every third is a single-board car, the others
/// have a camera board and a control board.
/// </summary>
internal sealed class DemoFleet(IGrainFactory grains, ILoggerFactory loggers, int cars) : IAsyncDisposable
{
    /// <summary>What the printed rental code is worth.</summary>
    public const int CodeMinutes = 30;

    private readonly List<VirtualCar.VirtualCar> _running = [];

    /// <summary>Provisions the cars' boards, makes a key and a code, and lets the cars connect.</summary>
    public async Task<DemoCredentials> StartAsync(Uri deviceUrl, OperatorKeyRing operators)
    {
        for (var i = 1; i <= cars; i++)
        {
            var carId = string.Create(CultureInfo.InvariantCulture, $"car-{i}");
            var options = i % 3 == 0
                ? new VirtualCarOptions { ServerUrl = deviceUrl, Name = carId, LoggerFactory = loggers, StartPose = i - 1, Car = await Provision(carId, carId, DeviceRole.Car) }
                : new VirtualCarOptions
                {
                    ServerUrl = deviceUrl,
                    Name = carId,
                    LoggerFactory = loggers,
                    StartPose = i - 1,
                    Camera = await Provision(carId + "-cam", carId, DeviceRole.Camera),
                    Control = await Provision(carId + "-ctl", carId, DeviceRole.Control),
                };
            var car = new VirtualCar.VirtualCar(options);
            _running.Add(car);
            await car.StartAsync();
        }

        return new DemoCredentials(operators.AddTemporary(), await MakeCode());
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var car in _running) await car.DisposeAsync();
    }

    // The keys of an earlier run are gone: only their hashes were kept.
    private async Task<DeviceCredential> Provision(string deviceId, string carId, DeviceRole role)
    {
        var device = grains.GetGrain<IDeviceGrain>(deviceId);
        var result = await device.Provision(carId, role);
        if (result.Outcome == ProvisionOutcome.DeviceExists) result = await device.Rotate();
        if (result?.Key is not { } key) throw new InvalidDataException($"The demonstration can't have {deviceId} for {carId}: {result?.Outcome}. Use an empty data path, such as --Fleet:DataPath ./data/demo.");
        return new DeviceCredential(deviceId, key);
    }

    private async Task<string> MakeCode()
    {
        string code;
        do
        {
            code = RentalCodes.Create();
        }
        while (!await grains.GetGrain<IRentalCodeGrain>(RentalCodes.GrainKey(code)).Create(code, new RentalCodeTerms(CodeMinutes, Uses: 1, [])));
        return code;
    }
}
