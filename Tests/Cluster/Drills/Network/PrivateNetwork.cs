using System.Diagnostics;
using System.Globalization;

namespace RcFleet.Cluster.Drills.Network;

/// <summary>
/// A network of this machine's own: each place is a network namespace with one address, all are joined by a bridge in a
/// namespace of its own, and the tests are on it too. Between any two places it can be cut, silently, both ways.
/// </summary>
/// <remarks>
/// <code>
/// tests 198.18.N.1 ──veth── bridge ──veth── 198.18.N.2
///                             └─────veth── 198.18.N.3 …
/// </code>
/// A namespace lives as long as a process in it, and a link as long as both its ends' namespaces. So nothing outlives the
/// tests, however they end: each namespace is held by a process that ends with its standard input.
/// </remarks>
internal sealed class PrivateNetwork : IDisposable
{
    // Reserved for tests of networks (RFC 2544): no machine's own address.
    private static readonly string Net = string.Create(CultureInfo.InvariantCulture, $"198.{18 + (Environment.ProcessId / 256 % 2)}.{Environment.ProcessId % 256}");

    // A station that does not exist: the bridge hands frames to it to everyone, and everyone drops them.
    private const string Nobody = "02:00:00:00:00:01";

    private static readonly Lazy<string?> WhyNot = new(Try);
    private readonly List<Process> _holders = [];
    private readonly Dictionary<Place, Process> _places = [];

    private PrivateNetwork()
    {
    }

    /// <summary>Why this machine can't have one, or null.</summary>
    public static string? Refusal => WhyNot.Value;

    public static PrivateNetwork Create()
    {
        var network = new PrivateNetwork();
        try
        {
            var bridge = network.Hold();
            Ip(bridge, "link add name bridge type bridge", "link set bridge up", "link add name tests type veth peer name uplink", "link set uplink master bridge", "link set uplink up");
            var own = string.Create(CultureInfo.InvariantCulture, $"rcfleet{Environment.ProcessId}");
            Ip(bridge, string.Create(CultureInfo.InvariantCulture, $"link set tests netns {Environment.ProcessId} name {own}"));
            Ip(null, $"address add {Net}.1/24 dev {own}", $"link set {own} up");
            return network;
        }
        catch
        {
            network.Dispose();
            throw;
        }
    }

    /// <summary>One more place.</summary>
    public Place Add()
    {
        var (bridge, place) = (_holders[0], Hold());
        var port = string.Create(CultureInfo.InvariantCulture, $"port{_holders.Count}");
        var address = string.Create(CultureInfo.InvariantCulture, $"{Net}.{_holders.Count}");
        Ip(bridge, string.Create(CultureInfo.InvariantCulture, $"link add name {port} type veth peer name eth0 netns {place.Id}"), $"link set {port} master bridge", $"link set {port} up");
        Ip(place, "link set lo up", $"address add {address}/24 dev eth0", "link set eth0 up");
        var added = new Place(address, ["nsenter", Namespace(place)], new Dictionary<string, string> { ["NO_PROXY"] = "*" });
        _places.Add(added, place);
        return added;
    }

    /// <summary>From now on neither hears anything of the other, and nobody is told.</summary>
    public void Cut(Place one, Place other)
    {
        Ip(_places[one], $"neighbour replace {other.Address} lladdr {Nobody} nud permanent dev eth0");
        Ip(_places[other], $"neighbour replace {one.Address} lladdr {Nobody} nud permanent dev eth0");
    }

    /// <summary>They reach each other again.</summary>
    public void Heal(Place one, Place other)
    {
        Ip(_places[one], $"neighbour delete {other.Address} dev eth0");
        Ip(_places[other], $"neighbour delete {one.Address} dev eth0");
    }

    public void Dispose()
    {
        foreach (var holder in _holders)
        {
            holder.Kill();
            holder.WaitForExit();
            holder.Dispose();
        }
    }

    private static string? Try()
    {
        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess) return "making network namespaces needs root on Linux";
        try
        {
            using var network = Create();
            network.Add();
            return null;
        }
        catch (Exception e) when (e is InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            return e.Message;
        }
    }

    private static string Namespace(Process holder) => string.Create(CultureInfo.InvariantCulture, $"--net=/proc/{holder.Id}/ns/net");

    // In a holder's namespace, or with null in the one of the tests.
    private static void Ip(Process? holder, params string[] commands)
    {
        string[] line = holder is null ? ["ip", "-batch", "-"] : ["nsenter", Namespace(holder), "ip", "-batch", "-"];
        using var ip = Process.Start(new ProcessStartInfo(line[0], line[1..]) { RedirectStandardInput = true, RedirectStandardError = true })!;
        foreach (var command in commands) ip.StandardInput.WriteLine(command);
        ip.StandardInput.Close();
        var complaint = ip.StandardError.ReadToEnd();
        ip.WaitForExit();
        if (ip.ExitCode != 0) throw new InvalidOperationException($"ip ({string.Join("; ", commands)}): {complaint.ReplaceLineEndings(" ").Trim()}");
    }

    // A process in a new namespace, once it is there.
    private Process Hold()
    {
        var holder = Process.Start(new ProcessStartInfo("unshare", ["--net", "sh", "-c", "echo in; exec cat"]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true })!;
        _holders.Add(holder);
        if (holder.StandardOutput.ReadLine() != "in") throw new InvalidOperationException(holder.StandardError.ReadToEnd().Trim());
        return holder;
    }
}
