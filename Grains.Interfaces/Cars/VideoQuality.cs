namespace RcFleet.Cars;

/// <summary>How good a picture the driver wants, on every way that it comes by. On the wire in lower case.</summary>
[GenerateSerializer, Alias("rc.video-quality")]
public enum VideoQuality
{
    /// <summary>What the operator has set up; a session begins with it.</summary>
    High,

    /// <summary>About half the bytes.</summary>
    Medium,

    /// <summary>For the worst of networks: fewer frames, coarser ones.</summary>
    Low,
}
