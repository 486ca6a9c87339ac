namespace Orleans;

/// <summary>How long a caller of this method waits, instead of the engine's default.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ResponseTimeoutAttribute : Attribute
{
    /// <summary>A time span as <see cref="TimeSpan.Parse(string)"/> reads it: <c>00:00:00.250</c>.</summary>
    public ResponseTimeoutAttribute(string timeout) =>
        Timeout = TimeSpan.Parse(timeout, System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>The time span.</summary>
    public TimeSpan? Timeout { get; init; }
}
