namespace RcFleet.Gateway.Drivers;

/// <summary>Which way a drive command left its driver's gateway.</summary>
internal enum DriveRoute
{
    /// <summary>Through the car's grain.</summary>
    Grain,

    /// <summary>Over the link to the gateway that holds the controller's socket.</summary>
    Link,

    /// <summary>To a controller on this very gateway, past the grain.</summary>
    Local,
}
