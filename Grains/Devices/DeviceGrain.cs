using System.Security.Cryptography;
using System.Text;
using RcFleet.Cars;
using RcFleet.Storage;

namespace RcFleet.Devices;

/// <summary>One board's identity. Awaits its car; the car never awaits it.</summary>
internal sealed class DeviceGrain([PersistentState("device", "fleet")] IPersistentState<DeviceState> storage) : Grain, IDeviceGrain
{
    private DeviceState State => storage.State;

    private string DeviceId => this.GetPrimaryKeyString();

    private bool Exists => State is { KeyHash: not null, Revoked: false };

    public async Task<ProvisionResult> Provision(string carId, DeviceRole role)
    {
        if (Exists) return new ProvisionResult(ProvisionOutcome.DeviceExists, State.CarId, State.Role, null);
        if (await Car(carId).AddDevice(DeviceId, role) == AddDeviceOutcome.RoleTaken)
            return new ProvisionResult(ProvisionOutcome.RoleTaken, carId, role, null);
        return await NewKey(new DeviceState { CarId = carId, Role = role, KeyGeneration = State.KeyGeneration });
    }

    public async Task<ProvisionResult?> Rotate()
    {
        if (!Exists) return null;
        var result = await NewKey(State);
        await Car(State.CarId).CloseDevice(DeviceId, DeviceCloseReason.KeyRotated);
        return result;
    }

    public async Task<bool> Revoke()
    {
        if (State.KeyHash is null) return false;
        var live = !State.Revoked;
        if (live) await storage.Replace(State with { Revoked = true }, DeactivateOnIdle);

        // Also when it was revoked before: that call may have stopped half way.
        await Car(State.CarId).RemoveDevice(DeviceId, DeviceCloseReason.Revoked);
        return live;
    }

    public Task<AuthenticateResult> Authenticate(string keyHash)
    {
        // Anybody can name a board that does not exist: its grain goes as soon as it has said so.
        if (State.KeyHash is null) DeactivateOnIdle();
        var matches = State.KeyHash is { } own
            && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(own), Encoding.UTF8.GetBytes(keyHash));
        return Task.FromResult(
            !matches ? new AuthenticateResult(AuthenticateOutcome.Refused, null, default, 0)
            : State.Revoked ? new AuthenticateResult(AuthenticateOutcome.Revoked, null, default, 0)
            : new AuthenticateResult(AuthenticateOutcome.Ok, State.CarId, State.Role, State.KeyGeneration));
    }

    private async Task<ProvisionResult> NewKey(DeviceState device)
    {
        var key = DeviceKey.Create();
        var next = device with { KeyHash = DeviceKey.Hash(key), KeyGeneration = device.KeyGeneration + 1 };
        await storage.Replace(next, DeactivateOnIdle);
        return new ProvisionResult(ProvisionOutcome.Provisioned, next.CarId, next.Role, key);
    }

    private ICarGrain Car(string carId) => GrainFactory.GetGrain<ICarGrain>(carId);
}
