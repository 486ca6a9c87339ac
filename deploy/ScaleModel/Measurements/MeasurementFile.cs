using System.Text.Json;

namespace RcFleet.ScaleModel.Measurements;

/// <summary>The points that <c>Tests/Load -- route</c> and <c>rides</c> measured, as a JSON file.</summary>
public sealed record MeasurementFile
{
    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public IReadOnlyList<RoutePoint> Points { get; init; } = [];

    public IReadOnlyList<RideRecord> Rides { get; init; } = [];

    /// <exception cref="JsonException">It is not such a file.</exception>
    public static MeasurementFile Parse(string json) => JsonSerializer.Deserialize<MeasurementFile>(json, Format) ?? throw new JsonException("The file is empty.");

    public string ToJson() => JsonSerializer.Serialize(this, Format) + "\n";

    /// <summary>With a point that takes the place of an earlier one of the same route, cars and rate.</summary>
    public MeasurementFile With(RoutePoint point) => this with
    {
        Points = [.. Points.Where(p => (p.Route, p.Cars, p.RateHz) != (point.Route, point.Cars, point.RateHz)), point],
    };

    /// <summary>With a ride that takes the place of an earlier one of the same length.</summary>
    public MeasurementFile With(RideRecord ride) => this with { Rides = [.. Rides.Where(r => r.Seconds != ride.Seconds), ride] };
}
