using Orleans.Concurrency;

namespace RcFleet.Devices;

/// <summary>One board's identity, keyed by deviceId: which car and role it has, and the hash of its key.</summary>
[Alias("rc.device")]
public interface IDeviceGrain : IGrainWithStringKey
{
    /// <summary>Gives the board a car, a role and a new random key, durably. Also for a board that was revoked before.</summary>
    [ResponseTimeout(CallTimeouts.Durably)]
    [Alias("Provision")]
    Task<ProvisionResult> Provision(string carId, DeviceRole role);

    /// <summary>A new key; the old one dies and its connection is closed. Null when there is no such board.</summary>
    [ResponseTimeout(CallTimeouts.Durably)]
    [Alias("Rotate")]
    Task<ProvisionResult?> Rotate();

    /// <summary>Deletes the board: its key dies, its connection is closed, its car forgets it. False when there is no such board.</summary>
    [ResponseTimeout(CallTimeouts.Durably)]
    [Alias("Revoke")]
    Task<bool> Revoke();

    /// <summary>
    /// Lets a board of v1.0 in, which has no key; this grain's key is of <see cref="KeylessIds"/>. Makes it part of its car,
    /// and the car known, durably. Refused once the car, or the plain id, has a board with a key. The caller has checked where
    /// it connects from.
    /// </summary>
    [ResponseTimeout(CallTimeouts.Durably)]
    [Alias("AdmitKeyless")]
    Task<AuthenticateResult> AdmitKeyless(string carId, DeviceRole role);

    /// <summary>Whether this board has a key that is good.</summary>
    [AlwaysInterleave]
    [Alias("HasKey")]
    Task<bool> HasKey();

    /// <summary>Checks a key by its hash (<see cref="DeviceKey.Hash"/>).</summary>
    [AlwaysInterleave]
    [Alias("Authenticate")]
    Task<AuthenticateResult> Authenticate(string keyHash);
}
