using System.Collections.Immutable;
using System.Reflection;
using RcFleet.Cars;

namespace RcFleet.Contracts;

/// <summary>The types that cross a grain boundary or are stored, and filled values of them.</summary>
internal static class Contract
{
    /// <summary>Messages and enums of the contracts.</summary>
    public static IEnumerable<Type> Messages =>
        Written(typeof(ICarGrain).Assembly)
            .Where(t => t is { IsPublic: true, IsInterface: false } && !(t.IsAbstract && t.IsSealed))
            .OrderBy(t => t.FullName, StringComparer.Ordinal);

    public static IEnumerable<Type> Interfaces => Written(typeof(ICarGrain).Assembly).Where(t => t is { IsPublic: true, IsInterface: true });

    /// <summary>What the grains store.</summary>
    public static IEnumerable<Type> States =>
        Written(typeof(CarState).Assembly)
            .Where(t => t.GetCustomAttribute<GenerateSerializerAttribute>() is not null)
            .OrderBy(t => t.FullName, StringComparer.Ordinal);

    public static PropertyInfo[] PropertiesOf(Type type) =>
        type.GetProperties(BindingFlags.Public | BindingFlags.Instance);

    /// <summary>A value whose every member differs from its default.</summary>
    public static object Filled(Type type)
    {
        if (Nullable.GetUnderlyingType(type) is { } inner) return Filled(inner);
        if (type == typeof(string)) return "words";
        if (type == typeof(bool)) return true;
        if (type == typeof(float)) return 0.25f;
        if (type.IsEnum) return Enum.GetValues(type).GetValue(Enum.GetValues(type).Length - 1)!;
        if (type.IsPrimitive) return Convert.ChangeType(42, type, System.Globalization.CultureInfo.InvariantCulture);
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ImmutableArray<>)) return FilledArray(type);
        var constructor = type.GetConstructors().MaxBy(c => c.GetParameters().Length)!;
        var value = constructor.Invoke([.. constructor.GetParameters().Select(p => Filled(p.ParameterType))]);
        if (constructor.GetParameters().Length == 0)
            foreach (var property in PropertiesOf(type)) property.SetValue(value, Filled(property.PropertyType));
        return value;
    }

    /// <summary>Without what a code generator added.</summary>
    private static IEnumerable<Type> Written(Assembly assembly) =>
        assembly.GetTypes().Where(t => t.Namespace?.StartsWith("RcFleet", StringComparison.Ordinal) is true);

    private static object FilledArray(Type type)
    {
        var item = type.GenericTypeArguments[0];
        var items = Array.CreateInstance(item, 2);
        items.SetValue(Filled(item), 0);
        items.SetValue(Filled(item), 1);
        return typeof(ImmutableCollectionsMarshal).GetMethod(nameof(ImmutableCollectionsMarshal.Of))!.MakeGenericMethod(item).Invoke(null, [items])!;
    }

    private static class ImmutableCollectionsMarshal
    {
        public static ImmutableArray<T> Of<T>(T[] items) => [.. items];
    }
}
