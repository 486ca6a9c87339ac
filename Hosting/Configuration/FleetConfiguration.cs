using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using RcFleet.Gateway;

namespace RcFleet.Hosting.Configuration;

/// <summary>Reads section <c>Fleet</c> into the options of grains and gateway, and finds everything that is wrong with the settings at once.</summary>
internal static class FleetConfiguration
{
    /// <summary>Settings of the whole fleet.</summary>
    public const string Section = "Fleet";

    // Of the public contract, but of no effect yet.
    private static readonly string[] Reserved = ["TurnUrls", "TurnSecret"];

    /// <summary>Binds the options.</summary>
    public static void AddFleetOptions(this IHostApplicationBuilder builder)
    {
        var section = builder.Configuration.GetSection(Section);
        foreach (var list in section.GetChildren().Where(c => c.Value is null)) section[list.Key] = Text(list);
        builder.Services.Configure<GatewayOptions>(section);
    }

    /// <summary>A sentence for each setting that can't be used.</summary>
    /// <param name="configuration">All of it.</param>
    /// <param name="others">The options in section <c>Fleet</c> besides the gateway's.</param>
    /// <param name="ignored">Names in section <c>Fleet</c> that other processes of the system read.</param>
    public static List<string> Problems(IConfiguration configuration, Type[] others, params string[] ignored) =>
        [
            .. Check(configuration.GetSection(Section), [typeof(GatewayOptions), .. others], [.. Reserved, .. ignored]),
            .. Misfits(configuration.GetSection(Section)),
            .. Addresses(configuration),
            .. EngineSettings.Problems(configuration),
        ];

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

    /// <summary>A sentence for each setting of a section that can't be used: unknown, not of its form, or out of its range.</summary>
    public static List<string> Check(IConfigurationSection section, Type[] optionTypes, string[] others)
    {
        var problems = new List<string>();
        var known = new HashSet<string>(others, StringComparer.OrdinalIgnoreCase);
        foreach (var type in optionTypes)
        {
            var options = Activator.CreateInstance(type)!;
            foreach (var property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => p.CanWrite))
            {
                known.Add(property.Name);
                if (Text(section.GetSection(property.Name)) is { } text && Problem(section.Key, property, options, text) is { } problem) problems.Add(problem);
            }
        }

        problems.AddRange(section.GetChildren().Where(c => !known.Contains(c.Key)).Select(c =>
            $"{section.Key}:{c.Key} is not a setting. The settings are {string.Join(", ", known.Order(StringComparer.Ordinal))}."));
        return problems;
    }

    // Only the settings that it looks at, as texts: another one may be of a form that can't be bound.
    private static IEnumerable<string> Misfits(IConfigurationSection section) => new GatewayOptions
    {
        PeerUrl = section[nameof(GatewayOptions.PeerUrl)],
        PeerSecret = section[nameof(GatewayOptions.PeerSecret)],
        PeerCertificate = section[nameof(GatewayOptions.PeerCertificate)],
    }.Problems();

    // What Kestrel would end over with a stack trace. The form of the two of section Fleet is checked beside their ranges.
    private static IEnumerable<string> Addresses(IConfiguration configuration) =>
        from name in (string[])["urls", $"{Section}:{nameof(GatewayOptions.AdminUrl)}", $"{Section}:{nameof(GatewayOptions.PeerUrl)}"]
        from url in (configuration[name] ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries)
        where (name == "urls" || url.Contains("://", StringComparison.Ordinal)) && !Binds(url)
        select $"{(name == "urls" ? "--urls" : name)} is '{url}'; it must be http://ADDRESS:PORT, with a port up to 65535.";

    private static bool Binds(string url)
    {
        try
        {
            return BindingAddress.Parse(url).Port is >= 0 and <= 65535;
        }
        catch (FormatException)
        {
            return false;
        }
    }

    // A list may stand as one text or, in a JSON file, as an array.
    private static string? Text(IConfigurationSection setting) =>
        setting.Value ?? (setting.GetChildren().Any() ? string.Join(",", setting.GetChildren().Select(c => c.Value)) : null);

    private static string? Problem(string section, PropertyInfo property, object options, string text)
    {
        var name = $"{section}:{property.Name}";
        var shown = property.GetCustomAttribute<SecretAttribute>() is null ? $" is '{text}'" : "";
        object? value;
        try
        {
            value = TypeDescriptor.GetConverter(property.PropertyType).ConvertFromString(null, CultureInfo.InvariantCulture, text);
        }
        catch (Exception e) when (e is ArgumentException or FormatException or NotSupportedException)
        {
            return $"{name}{shown}; it must be {Form(property)}.";
        }

        if (property.PropertyType.IsEnum && !Enum.IsDefined(property.PropertyType, value!)) return $"{name}{shown}; it must be {Form(property)}.";
        var results = new List<ValidationResult>();
        var context = new ValidationContext(options) { MemberName = property.Name, DisplayName = name };
        if (Validator.TryValidateProperty(value, context, results)) return null;
        return $"{name}{shown}: {string.Join(" ", results.Select(r => r.ErrorMessage))}";
    }

    private static string Form(PropertyInfo property) =>
        property.GetCustomAttribute<RangeAttribute>() is { } range ? $"a number from {range.Minimum} to {range.Maximum}"
        : property.PropertyType.IsEnum ? string.Join(", ", Enum.GetNames(property.PropertyType).SkipLast(1)).ToLowerInvariant() + " or " + Enum.GetNames(property.PropertyType)[^1].ToLowerInvariant()
        : property.PropertyType == typeof(bool) ? "true or false"
        : $"a {property.PropertyType.Name}";
}
