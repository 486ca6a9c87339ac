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
        if (await Car(carId).AddDevice(DeviceId, role, keyless: false) == AddDeviceOutcome.RoleTaken)
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
        if (State is { KeyHash: null, Keyless: false }) return false;
        var live = !State.Revoked;
        if (live) await storage.Replace(State with { Revoked = true }, DeactivateOnIdle);

        // Also when it was revoked before: that call may have stopped half way.
        await Car(State.CarId).RemoveDevice(DeviceId, DeviceCloseReason.Revoked);
        return live;
    }

    public async Task<AuthenticateResult> AdmitKeyless(string carId, DeviceRole role)
    {
        if (State.Revoked) return Refused(AuthenticateOutcome.Revoked);
        if (await GrainFactory.GetGrain<IDeviceGrain>(carId).HasKey()) return Refused(AuthenticateOutcome.KeyRequired);
        switch (await Car(carId).AddDevice(DeviceId, role, keyless: true))
        {
            case AddDeviceOutcome.KeyRequired:
                return Refused(AuthenticateOutcome.KeyRequired);
            case AddDeviceOutcome.RoleTaken:
                return Refused(AuthenticateOutcome.RoleTaken);
            default:
                if (!State.Keyless) await storage.Replace(new DeviceState { CarId = carId, Role = role, Keyless = true }, DeactivateOnIdle);
                return new AuthenticateResult(AuthenticateOutcome.Ok, carId, role, 0);
        }
    }

    public Task<bool> HasKey()
    {
        if (State.KeyHash is null) DeactivateOnIdle();
        return Task.FromResult(Exists);
    }

    public Task<AuthenticateResult> Authenticate(string keyHash)
    {
        // Anybody can name a board that does not exist: its grain goes as soon as it has said so.
        if (State.KeyHash is null) DeactivateOnIdle();
        var matches = State.KeyHash is { } own
            && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(own), Encoding.UTF8.GetBytes(keyHash));
        return Task.FromResult(
            !matches ? Refused(AuthenticateOutcome.Refused)
            : State.Revoked ? Refused(AuthenticateOutcome.Revoked)
            : new AuthenticateResult(AuthenticateOutcome.Ok, State.CarId, State.Role, State.KeyGeneration));
    }

    private static AuthenticateResult Refused(AuthenticateOutcome outcome) => new(outcome, null, default, 0);

    private async Task<ProvisionResult> NewKey(DeviceState device)
    {
        var key = DeviceKey.Create();
        var next = device with { KeyHash = DeviceKey.Hash(key), KeyGeneration = device.KeyGeneration + 1 };

        // A key that was kept but not told would lock its operator out of the deviceId.
        await storage.Replace(next, DeactivateOnIdle, stored => stored.KeyHash == next.KeyHash);
        return new ProvisionResult(ProvisionOutcome.Provisioned, next.CarId, next.Role, key);
    }

    private ICarGrain Car(string carId) => GrainFactory.GetGrain<ICarGrain>(carId);
}
