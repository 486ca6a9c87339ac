namespace RcFleet.VirtualCar.Track;

/// <summary>What the wheels stand on.</summary>
public enum Surface : byte
{
    Grass,
    Asphalt,
    Kerb,
}
