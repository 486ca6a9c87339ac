namespace RcFleet.Gateway.Lobby;

/// <summary>Orders ids as people do: car-2 before car-10.</summary>
internal sealed class NaturalOrder : IComparer<string>
{
    private readonly StringComparer _comparer = StringComparer.Create(System.Globalization.CultureInfo.InvariantCulture, System.Globalization.CompareOptions.NumericOrdering);

    private NaturalOrder()
    {
    }

    public static NaturalOrder Instance { get; } = new();

    public int Compare(string? x, string? y)
    {
        var order = _comparer.Compare(x, y);
        return order != 0 ? order : string.CompareOrdinal(x, y);
    }
}
