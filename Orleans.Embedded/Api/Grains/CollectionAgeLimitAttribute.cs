namespace Orleans;

/// <summary>An idle timeout of this class's own instead of the engine's. At least one minute.</summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = false)]
public class CollectionAgeLimitAttribute : Attribute
{
    /// <summary>The shortest limit: one minute. Anything shorter becomes that.</summary>
    public static readonly TimeSpan MinAgeLimit = TimeSpan.FromMinutes(1);

    private readonly TimeSpan? _inactivityPeriod;

    /// <summary>The sum of <see cref="Days"/>, <see cref="Hours"/> and <see cref="Minutes"/>.</summary>
    public CollectionAgeLimitAttribute()
    {
    }

    /// <summary>A time span as <see cref="TimeSpan.Parse(string)"/> reads it: <c>00:05:00</c>.</summary>
    public CollectionAgeLimitAttribute(string inactivityPeriod) =>
        _inactivityPeriod = TimeSpan.Parse(inactivityPeriod, System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Days.</summary>
    public double Days { get; set; }

    /// <summary>Hours.</summary>
    public double Hours { get; set; }

    /// <summary>Minutes.</summary>
    public double Minutes { get; set; }

    /// <summary>Never idle.</summary>
    public bool AlwaysActive { get; set; }

    /// <summary>The resulting limit.</summary>
    public TimeSpan AgeLimit
    {
        get
        {
            if (_inactivityPeriod is { } given) return given;
            if (AlwaysActive) return TimeSpan.FromDays(short.MaxValue);
            var sum = TimeSpan.FromDays(Days) + TimeSpan.FromHours(Hours) + TimeSpan.FromMinutes(Minutes);
            return sum < MinAgeLimit ? MinAgeLimit : sum;
        }
    }
}
