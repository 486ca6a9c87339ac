namespace RcFleet.ScaleModel;

/// <summary>Processor time of one route's silos and gateways: what its processes cost, what a driven car costs, what its commands cost.</summary>
/// <param name="Name">As <c>Tests/Load -- route</c> names it.</param>
/// <param name="Silos">Of the silos; all zero when gateways are the only processes.</param>
/// <param name="Gateways">Of the gateways.</param>
internal sealed record RouteCost(string Name, ProcessCost Silos, ProcessCost Gateways)
{
    /// <summary>
    /// Fitted to docs/measurements/route-2026-11-25.json, 2 cores that the generator shares. <c>deploy/scale-model --check</c>
    /// tells how far each is off.
    /// </summary>
    public static readonly IReadOnlyList<RouteCost> Measured =
    [
        new("embedded", new(0, 0, 0), new(0.08, 298, 30.5)),
        new("one-silo", new(0.139, 49, 7.2), new(0.177, 297, 21.3)),
        new("grain", new(0.108, 562, 3.6), new(0.152, 622, 6)),
        new("direct", new(0.055, 379, 0.4), new(0.146, 105, 38.1)),
    ];

    public static RouteCost Of(string route) =>
        Measured.FirstOrDefault(r => r.Name == route) ?? throw new ArgumentException($"'{route}' is not a route: {string.Join(", ", Measured.Select(r => r.Name))}.", nameof(route));
}
