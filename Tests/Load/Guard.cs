using System.Diagnostics;
using System.Globalization;

namespace RcFleet.Load;

/// <summary>
/// A process that ends this one's children should this one be killed, and so be unable to: it hears of each, and when nothing
/// can come any more, since this process is gone, it kills those that are left.
/// </summary>
internal static class Guard
{
    /// <summary>The first argument of the process that guards.</summary>
    public const string Argument = "guard";

    private static readonly Lazy<TextWriter> Line = new(Start);

    /// <summary>Guards a child.</summary>
    public static void Add(Process child) => Tell('+', child);

    /// <summary>It has been ended, or is about to be.</summary>
    public static void Remove(Process child) => Tell('-', child);

    /// <summary>The guard's own life: a line for each child that is started or ended, until there are no lines any more.</summary>
    public static void Run(TextReader lines)
    {
        // It outlives a Ctrl-C, which goes to everybody at the terminal.
        Console.CancelKeyPress += (_, press) => press.Cancel = true;
        var children = new Dictionary<int, Process>();
        while (lines.ReadLine() is { Length: > 1 } line)
        {
            var id = int.Parse(line.AsSpan(1), CultureInfo.InvariantCulture);
            if (line[0] == '-') children.Remove(id);
            else if (Find(id) is { } child) children[id] = child;
        }

        foreach (var child in children.Values) child.Kill(entireProcessTree: true);
    }

    private static TextWriter Start()
    {
        var start = new ProcessStartInfo("dotnet", [typeof(Guard).Assembly.Location, Argument]) { RedirectStandardInput = true };
        return Process.Start(start)!.StandardInput;
    }

    private static Process? Find(int id)
    {
        try
        {
            return Process.GetProcessById(id);
        }
        catch (ArgumentException)
        {
            // It has ended by itself.
            return null;
        }
    }

    private static void Tell(char what, Process child)
    {
        lock (Line)
        {
            Line.Value.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what}{child.Id}"));
            Line.Value.Flush();
        }
    }
}
