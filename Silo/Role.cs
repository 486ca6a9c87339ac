namespace RcFleet.Silo;

/// <summary>What a process of this program is.</summary>
internal enum Role
{
    /// <summary>Grains, gateway and page.</summary>
    All,

    /// <summary>Grains only; gateways are processes of their own.</summary>
    Silo,
}
