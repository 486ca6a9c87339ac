using System.Globalization;

namespace RcFleet.Load;

/// <summary>What to measure.</summary>
internal sealed record Arguments(string Command, int Cars, int Rate, int Seconds, int Devices, string? Json)
{
    private static readonly Dictionary<string, (int Min, int Max, int Default)> Numbers = new(StringComparer.Ordinal)
    {
        ["--cars"] = (1, 1000, 20),
        ["--rate"] = (1, 100, 20),
        ["--seconds"] = (1, 120, 10),
        ["--devices"] = (2, 4000, 200),
    };

    /// <summary>False with an empty problem when the help was asked for.</summary>
    public static bool TryParse(string[] args, out Arguments arguments, out string problem)
    {
        arguments = new Arguments("", 0, 0, 0, 0, null);
        problem = "";
        if (args.Length == 0 || args[0] is "--help" or "-h" or "help") return false;
        if (args[0] is not ("start" or "latency" or "memory" or "slice"))
        {
            problem = $"'{args[0]}' is not a command; --help lists them.";
            return false;
        }

        var values = Numbers.ToDictionary(n => n.Key, n => n.Value.Default, StringComparer.Ordinal);
        string? json = null;
        for (var i = 1; i < args.Length; i += 2)
        {
            var value = i + 1 < args.Length ? args[i + 1] : "";
            if (args[i] == "--json" && value.Length > 0)
            {
                json = value;
            }
            else if (Numbers.TryGetValue(args[i], out var range) && int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= range.Min && number <= range.Max)
            {
                values[args[i]] = number;
            }
            else
            {
                problem = Numbers.TryGetValue(args[i], out var known) ? $"{args[i]} must be a whole number from {known.Min} to {known.Max}." : $"'{args[i]}' is not an option; --help lists them.";
                return false;
            }
        }

        arguments = new Arguments(args[0], values["--cars"], values["--rate"], values["--seconds"], values["--devices"], json);
        return true;
    }
}
