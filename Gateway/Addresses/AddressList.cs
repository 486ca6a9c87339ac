using System.Net;

namespace RcFleet.Gateway.Addresses;

/// <summary>Addresses and networks from a setting, such as <c>10.0.0.5, 192.168.0.0/24, 2001:db8::/32</c>.</summary>
internal sealed class AddressList
{
    private readonly IPNetwork[] _networks;

    private AddressList(IPNetwork[] networks) => _networks = networks;

    /// <summary>Whether there is none.</summary>
    public bool IsEmpty => _networks.Length == 0;

    /// <summary>The networks; a single address is a network of its own.</summary>
    public IReadOnlyList<IPNetwork> Networks => _networks;

    /// <summary>A setting that was validated; none when it is null.</summary>
    /// <exception cref="FormatException">It was not.</exception>
    public static AddressList Parse(string? text) => TryParse(text, out var list, out var problem) ? list : throw new FormatException(problem);

    /// <summary>Reads addresses and networks, separated by commas or blanks. False with a sentence for people that names every wrong one.</summary>
    public static bool TryParse(string? text, out AddressList list, out string problem)
    {
        var networks = new List<IPNetwork>();
        var wrong = new List<string>();
        foreach (var part in (text ?? "").Split([',', ' ', ';'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (IsWritten(part) && IPAddress.TryParse(part, out var address)) networks.Add(Whole(address));
            else if (IsWritten(part) && IPNetwork.TryParse(part, out var network)) networks.Add(network);
            else wrong.Add(part);
        }

        list = new AddressList([.. networks]);
        problem = wrong.Count == 0 ? "" : $"{string.Join(", ", wrong.Select(w => $"'{w}'"))} must be an address such as 10.0.0.5 or a network such as 10.0.0.0/8.";
        return wrong.Count == 0;
    }

    /// <summary>Whether <paramref name="address"/> is one of them. An IPv4 address in IPv6 form counts as IPv4.</summary>
    public bool Contains(IPAddress? address)
    {
        if (address is null) return false;
        var normal = AddressClasses.Normal(address);
        foreach (var network in _networks)
            if (network.Contains(normal)) return true;
        return false;
    }

    // The library also takes 10 for 0.0.0.10.
    private static bool IsWritten(string part) => part.Contains(':', StringComparison.Ordinal) || part.Count(c => c == '.') == 3;

    private static IPNetwork Whole(IPAddress address)
    {
        var normal = AddressClasses.Normal(address);
        return new IPNetwork(normal, normal.GetAddressBytes().Length * 8);
    }
}
