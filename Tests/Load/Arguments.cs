using System.Globalization;
using RcFleet.Load.Measurements;

namespace RcFleet.Load;

/// <summary>What to measure.</summary>
internal sealed class Arguments
{
    private static readonly string[] Commands = ["start", "drive", "saturate", "relay", "storm", "idle", "bytes", "compare", "route", "rides"];

    private static readonly Dictionary<string, (int Min, int Max, int Default)> Numbers = new(StringComparer.Ordinal)
    {
        ["--cars"] = (1, 2000, 1000),
        ["--rate"] = (1, 100, 20),
        ["--warm-up"] = (1, 120, 8),
        ["--seconds"] = (1, 120, 10),
        ["--rounds"] = (1, 20, 3),
        ["--cameras"] = (1, 200, 10),
        ["--viewers"] = (1, 100, 4),
    };

    private readonly Dictionary<string, int> _values = Numbers.ToDictionary(n => n.Key, n => n.Value.Default, StringComparer.Ordinal);

    public string Command { get; private init; } = "";

    public int Cars => _values["--cars"];

    public int Rate => _values["--rate"];

    public int WarmUp => _values["--warm-up"];

    public int Seconds => _values["--seconds"];

    public int Rounds => _values["--rounds"];

    public int Cameras => _values["--cameras"];

    public int Viewers => _values["--viewers"];

    public string? Json { get; private set; }

    /// <summary>Names of <see cref="Comparison.Servers"/>, in the order in which they take turns; null for the command's own choice.</summary>
    public IReadOnlyList<string>? Servers { get; private set; }

    /// <summary>The one route to measure; null for all.</summary>
    public string? Route { get; private set; }

    /// <summary>False with an empty problem when the help was asked for.</summary>
    public static bool TryParse(string[] args, out Arguments arguments, out string problem)
    {
        arguments = new Arguments();
        problem = "";
        if (args.Length == 0 || args[0] is "--help" or "-h" or "help") return false;
        if (!Commands.Contains(args[0]))
        {
            problem = $"'{args[0]}' is not a command; --help lists them.";
            return false;
        }

        arguments = new Arguments { Command = args[0] };
        for (var i = 1; i < args.Length; i += 2)
        {
            var value = i + 1 < args.Length ? args[i + 1] : "";
            if (args[i] == "--json" && value.Length > 0)
            {
                arguments.Json = value;
            }
            else if (args[i] == "--servers")
            {
                arguments.Servers = value.Split(',');
                if (!arguments.Servers.All(Comparison.Servers.ContainsKey))
                {
                    problem = $"--servers must be some of {string.Join(", ", Comparison.Servers.Keys)}, with commas between them.";
                    return false;
                }
            }
            else if (args[i] == "--route")
            {
                arguments.Route = value;
                if (!Routes.Names.Contains(value))
                {
                    problem = $"--route must be one of {string.Join(", ", Routes.Names)}.";
                    return false;
                }
            }
            else if (!Numbers.TryGetValue(args[i], out var range))
            {
                problem = $"'{args[i]}' is not an option, or has no value; --help lists them.";
                return false;
            }
            else if (!int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number < range.Min || number > range.Max)
            {
                problem = $"{args[i]} must be a whole number from {range.Min} to {range.Max}.";
                return false;
            }
            else
            {
                arguments._values[args[i]] = number;
            }
        }

        return true;
    }
}
