namespace RcFleet.VirtualCar;

/// <summary>What an operator was given when the device was provisioned.</summary>
/// <param name="DeviceId">1 to 64 of <c>a-z A-Z 0-9 . _ -</c>.</param>
/// <param name="Key">The device key; never logged.</param>
public sealed record DeviceCredential(string DeviceId, string Key)
{
    /// <summary>Without the key.</summary>
    public override string ToString() => DeviceId;
}
