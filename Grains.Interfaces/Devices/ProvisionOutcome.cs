namespace RcFleet.Devices;

/// <summary>Whether a board was provisioned.</summary>
[GenerateSerializer, Alias("rc.provision-outcome")]
public enum ProvisionOutcome
{
    /// <summary>It has a new key.</summary>
    Provisioned,

    /// <summary>The deviceId is in use; rotate its key or delete it.</summary>
    DeviceExists,

    /// <summary>The car has another board in that role.</summary>
    RoleTaken,
}
