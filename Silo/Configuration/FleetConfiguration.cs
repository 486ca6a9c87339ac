using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using RcFleet.Cars;
using RcFleet.Gateway;

namespace RcFleet.Silo.Configuration;

/// <summary>Reads section <c>Fleet</c> into the options of grains and gateway, and finds everything that is wrong with it at once.</summary>
internal static class FleetConfiguration
{
    private const string Section = "Fleet";

    private static readonly Type[] OptionTypes = [typeof(GatewayOptions), typeof(LeaseOptions)];

    // Of the public contract, but of no effect yet.
    private static readonly string[] Reserved = ["TurnUrls", "TurnSecret"];

    /// <summary>Binds the options.</summary>
    public static void AddFleetOptions(this WebApplicationBuilder builder)
    {
        var section = builder.Configuration.GetSection(Section);
        foreach (var list in section.GetChildren().Where(c => c.Value is null)) section[list.Key] = Text(list);
        builder.Services.Configure<GatewayOptions>(section);
    }

    /// <summary>A sentence for each setting that can't be used.</summary>
    public static List<string> Problems(IConfiguration configuration)
    {
        var problems = new List<string>();
        var section = configuration.GetSection(Section);
        var known = new HashSet<string>(Reserved, StringComparer.OrdinalIgnoreCase);
        foreach (var type in OptionTypes)
        {
            var options = Activator.CreateInstance(type)!;
            foreach (var property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => p.CanWrite))
            {
                known.Add(property.Name);
                if (Text(section.GetSection(property.Name)) is { } text && Problem(property, options, text) is { } problem) problems.Add(problem);
            }
        }

        problems.AddRange(section.GetChildren().Where(c => !known.Contains(c.Key)).Select(c =>
            $"{Section}:{c.Key} is not a setting. The settings are {string.Join(", ", known.Order(StringComparer.Ordinal))}."));
        return problems;
    }

    /// <summary>Settings that are given but have no effect in this version.</summary>
    public static IEnumerable<string> WithoutEffect(IConfiguration configuration) =>
        Reserved.Where(name => configuration[$"{Section}:{name}"] is not null).Select(name => $"{Section}:{name}");

    /// <summary>Prints them; the exit code.</summary>
    public static int Report(IReadOnlyCollection<string> problems)
    {
        Console.Error.WriteLine($"RcFleet does not start: {problems.Count} setting{(problems.Count == 1 ? " is" : "s are")} wrong.");
        foreach (var problem in problems) Console.Error.WriteLine("  " + problem);
        return 2;
    }

    // A list may stand as one text or, in a JSON file, as an array.
    private static string? Text(IConfigurationSection setting) =>
        setting.Value ?? (setting.GetChildren().Any() ? string.Join(",", setting.GetChildren().Select(c => c.Value)) : null);

    private static string? Problem(PropertyInfo property, object options, string text)
    {
        var name = $"{Section}:{property.Name}";
        object? value;
        try
        {
            value = TypeDescriptor.GetConverter(property.PropertyType).ConvertFromString(null, CultureInfo.InvariantCulture, text);
        }
        catch (Exception e) when (e is ArgumentException or FormatException or NotSupportedException)
        {
            return $"{name} is '{text}'; it must be {Form(property)}.";
        }

        var results = new List<ValidationResult>();
        var context = new ValidationContext(options) { MemberName = property.Name, DisplayName = name };
        if (Validator.TryValidateProperty(value, context, results)) return null;
        // The operator key is a secret: its value is never shown.
        var shown = property.Name == nameof(GatewayOptions.OperatorKey) ? "" : $" is '{text}'";
        return $"{name}{shown}: {string.Join(" ", results.Select(r => r.ErrorMessage))}";
    }

    private static string Form(PropertyInfo property) =>
        property.GetCustomAttribute<RangeAttribute>() is { } range ? $"a number from {range.Minimum} to {range.Maximum}"
        : property.PropertyType == typeof(bool) ? "true or false"
        : $"a {property.PropertyType.Name}";
}
