using System.Globalization;

namespace RcFleet.Silo;

/// <summary>What this program takes besides .NET configuration.</summary>
/// <param name="Role">What this process is.</param>
/// <param name="DemoCars">Virtual cars to run, 0 to 50.</param>
/// <param name="Lan">Listen on all addresses.</param>
/// <param name="Rest">Everything else: configuration such as <c>--urls</c> or <c>--Fleet:DataPath</c>.</param>
/// <param name="Problem">What is wrong with it, or the help; null when it is good.</param>
internal sealed record CommandLine(Role Role, int DemoCars, bool Lan, string[] Rest, string? Problem)
{
    private const int MaxDemoCars = 50;

    private const string Help = """
        RcFleet: the whole system in one process.

          dotnet run --project Silo [-- options]

          --role ROLE      all: grains, gateway and page (default); silo: grains only, a member of a cluster (docs/cluster.md)
          --demo N         run N virtual cars (0 to 50) and print an operator key and a rental code
          --lan            listen on all addresses, so that boards and phones on the network can connect
          --urls URL       where to listen; default http://127.0.0.1:8080
          --Fleet:NAME V   a setting, such as --Fleet:DataPath ./data; also as environment Fleet__NAME or in appsettings.json
          --help           this text
        """;

    /// <summary>Splits the arguments. False when there is something to <see cref="Report"/> instead of starting.</summary>
    public static bool TryParse(string[] args, out CommandLine command)
    {
        var role = Role.All;
        var demo = 0;
        var lan = false;
        var rest = new List<string>();
        string? problem = null;
        args = [.. args.SelectMany(arg => arg.StartsWith("--role=", StringComparison.Ordinal) || arg.StartsWith("--demo=", StringComparison.Ordinal) ? arg.Split('=', 2) : [arg])];
        for (var i = 0; i < args.Length; i++)
        {
            switch (args[i])
            {
                case "--help" or "-h" or "-?":
                    command = new CommandLine(Role.All, 0, false, [], "");
                    return false;
                case "--lan":
                    lan = true;
                    break;
                case "--role" when i + 1 < args.Length && Enum.GetNames<Role>().Contains(args[i + 1], StringComparer.OrdinalIgnoreCase):
                    role = Enum.Parse<Role>(args[++i], ignoreCase: true);
                    break;
                case "--role":
                    problem ??= "--role needs all or silo. The gateway alone is a program of its own, Gateway.Host.";
                    break;
                case "--demo" when i + 1 < args.Length && int.TryParse(args[i + 1], NumberStyles.None, CultureInfo.InvariantCulture, out var n) && n <= MaxDemoCars:
                    demo = n;
                    i++;
                    break;
                case "--demo":
                    problem ??= $"--demo needs a number of cars from 0 to {MaxDemoCars}, such as --demo 3.";
                    break;
                case var setting when setting.StartsWith("--", StringComparison.Ordinal) && setting.Contains('=', StringComparison.Ordinal):
                    rest.Add(setting);
                    break;
                case var setting when setting.StartsWith("--", StringComparison.Ordinal) && i + 1 < args.Length:
                    rest.Add(setting);
                    rest.Add(args[++i]);
                    break;
                default:
                    problem ??= $"'{args[i]}' is not an option, or lacks its value.";
                    break;
            }
        }

        if (role == Role.Silo && (demo > 0 || lan)) problem = "--demo and --lan need a gateway, which --role silo leaves out.";
        if (role == Role.Silo && !Engine.HasClusters) problem = $"--role silo is for a cluster, and the {Engine.Name} engine is one process. Build for one: -p:Engine=Orleans.";
        command = new CommandLine(role, demo, lan, [.. rest], problem);
        return problem is null;
    }

    /// <summary>Prints the help or the problem; the exit code.</summary>
    public int Report()
    {
        if (Problem is { Length: > 0 })
        {
            Console.Error.WriteLine(Problem);
            Console.Error.WriteLine("--help shows the options.");
            return 2;
        }

        Console.WriteLine(Help);
        return 0;
    }
}
