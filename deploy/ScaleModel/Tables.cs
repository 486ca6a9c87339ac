using System.Globalization;
using System.Text;

namespace RcFleet.ScaleModel;

/// <summary>The model as Markdown.</summary>
internal static class Tables
{
    public static readonly int[] Fleets = [100, 1_000, 10_000, 100_000];
    private static readonly string[] Routes = ["grain", "direct"];

    public static string Markdown(Assumptions a)
    {
        var text = new StringBuilder();
        var model = new FleetModel(a);
        var mix = VideoMix.Of(a);
        VideoMix[] mixes = [VideoMix.AllRelay, VideoMix.AllDirect, VideoMix.AllWebRtc, mix];

        Add(text, $"Processes while all are driven ({mix.Name}: relay, direct, WebRTC in %)",
            ["driven cars", "route", "commands/s", "WebSocket messages/s", "grain messages/s", "silos", "cores used", "gateways", "cores used"],
            from cars in Fleets
            from route in Routes
            let size = model.Size(cars, route, mix)
            select new[] { Whole(cars), route, Whole(size.Commands), Whole(size.SocketMessages), Whole(size.GrainMessages), Whole(size.Silos), Short(size.SiloCores), Whole(size.Gateways), Short(size.GatewayCores) });

        Add(text, "Storage",
            ["driven cars", "table requests/s", "blob writes/s", "accounts", "million requests a month", "$ a month"],
            from cars in Fleets
            let size = model.Size(cars, "grain", mix)
            select new[] { Whole(cars), Short(size.Tables), Short(size.Blobs), Whole(size.Accounts), Short(size.StorageMillions), Whole(size.StorageCost) });

        Add(text, "Egress by rung",
            ["driven cars", .. mixes.Select(m => $"{m.Name}, Mbit/s"), .. mixes.Select(m => $"{m.Name}, TB a month")],
            from cars in Fleets
            let sizes = mixes.Select(m => model.Size(cars, "grain", m)).ToArray()
            select new[] { Whole(cars) }.Concat(sizes.Select(s => Short(s.EgressMbits))).Concat(sizes.Select(s => Short(s.EgressTb))).ToArray());

        Add(text, "Cost a month, $",
            ["driven cars", "route", "rung", "gateways", "vCPUs", "storage", "egress", "all", "a driven hour of a car"],
            from cars in Fleets
            from route in Routes
            from m in mixes
            let size = model.Size(cars, route, m)
            select new[] { Whole(cars), route, m.Name, Whole(size.Gateways), Whole(size.VcpuCost), Whole(size.StorageCost), Whole(size.EgressCost), Whole(size.Cost), (size.Cost / cars / 30 / a.HoursPerDay).ToString("0.0000", CultureInfo.InvariantCulture) });

        Add(text, "Assumptions",
            ["option", "what", "value", "source"],
            Assumption.All.Select(s => new[] { $"`{s.Option}`", s.What, $"{s.Get(a).ToString("0.#####", CultureInfo.InvariantCulture)} {s.Unit}".Trim(), s.Source }));

        Add(text, "Processor time by route, fitted to docs/measurements/route-2026-11-25.json",
            ["route", "process", "a process, % of a core", "a driven car, µs a second", "a command, µs"],
            from route in RouteCost.Measured
            from part in new[] { (Name: "silos", Cost: route.Silos), (Name: "gateways", Cost: route.Gateways) }
            where part.Cost.ProcessCores > 0
            select new[] { route.Name, part.Name, Short(part.Cost.ProcessCores * 100), Short(part.Cost.CarUs), Short(part.Cost.CommandUs) });
        return text.ToString();
    }

    public static string Markdown(IReadOnlyList<Comparison> comparisons)
    {
        var text = new StringBuilder();
        Add(text, "Model and measurement", ["figure", "model", "measured", "off, %", ""], comparisons.Select(c =>
            new[] { c.What, Short(c.Model), Short(c.Measured), (c.Error * 100).ToString("+0;-0;0", CultureInfo.InvariantCulture), c.Holds ? "" : "FAILS" }));
        return text.ToString();
    }

    private static void Add(StringBuilder text, string title, string[] heads, IEnumerable<string[]> rows)
    {
        text.Append("### ").AppendLine(title).AppendLine();
        text.Append("| ").AppendJoin(" | ", heads).AppendLine(" |");
        text.Append('|').Insert(text.Length, "---|", heads.Length).AppendLine();
        foreach (var row in rows) text.Append("| ").AppendJoin(" | ", row).AppendLine(" |");
        text.AppendLine();
    }

    private static string Whole(double value) => value.ToString("#,0", CultureInfo.InvariantCulture);

    private static string Short(double value) => value.ToString(Math.Abs(value) >= 100 ? "#,0" : "0.##", CultureInfo.InvariantCulture);
}
