using System.Globalization;
using System.Text;
using RcFleet.Load.Measurements;

namespace RcFleet.Load;

/// <summary>What was measured: for each server the figures of its runs, in the order in which the runs alternated.</summary>
internal sealed class Table
{
    private readonly List<string> _servers = [];
    private readonly List<string> _figures = [];
    private readonly Dictionary<(string Server, string Figure), List<double>> _runs = [];

    public void Add(string server, Rows rows)
    {
        if (!_servers.Contains(server)) _servers.Add(server);
        foreach (var (figure, value) in rows)
        {
            if (!_figures.Contains(figure)) _figures.Add(figure);
            if (!_runs.TryGetValue((server, figure), out var runs)) _runs[(server, figure)] = runs = [];
            runs.Add(value);
        }
    }

    /// <summary>The median of each figure's runs, and the first server's ratio to each other, pair by pair.</summary>
    public string Markdown()
    {
        var text = new StringBuilder();
        text.Append("| figure |");
        foreach (var server in _servers) text.Append($" {server} |");
        foreach (var other in _servers.Skip(1)) text.Append($" {_servers[0]} : {other} |");
        text.AppendLine().Append('|').Insert(text.Length, "---|", 2 * _servers.Count).AppendLine();
        foreach (var figure in _figures)
        {
            text.Append($"| {figure} |");
            foreach (var server in _servers) text.Append($" {(_runs.TryGetValue((server, figure), out var runs) ? Number(Median(runs)) : "")} |");
            foreach (var other in _servers.Skip(1)) text.Append($" {Ratio(figure, other)} |");
            text.AppendLine();
        }

        return text.ToString();
    }

    public object Json() => _runs.Select(r => new { r.Key.Server, r.Key.Figure, Runs = r.Value });

    private string Ratio(string figure, string other)
    {
        if (!_runs.TryGetValue((_servers[0], figure), out var ours) || !_runs.TryGetValue((other, figure), out var theirs)) return "";
        var ratios = ours.Zip(theirs, (o, t) => o / t).ToList();
        var median = Number(Median(ratios));
        return ratios.Count == 1 ? median : $"{median} ({Number(ratios.Min())} to {Number(ratios.Max())})";
    }

    private static double Median(List<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted.Length % 2 == 1 ? sorted[sorted.Length / 2] : (sorted[sorted.Length / 2 - 1] + sorted[sorted.Length / 2]) / 2;
    }

    private static string Number(double value) => value.ToString(Math.Abs(value) >= 100 ? "0" : "0.##", CultureInfo.InvariantCulture);
}
