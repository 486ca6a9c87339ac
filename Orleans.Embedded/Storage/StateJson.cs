using System.Collections;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Orleans.Embedded;

/// <summary>
/// State as JSON. A member that the file has and the class no longer has is skipped, one that the class has and the file
/// has not keeps its default: old state can be read by newer code that only adds.
/// </summary>
internal static class StateJson
{
    private static readonly JsonSerializerOptions Options = new()
    {
        IncludeFields = true,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { ReadWhatIsWritten } },
    };

    public static byte[] Write<T>(T state) => JsonSerializer.SerializeToUtf8Bytes(state, Options);

    public static T Read<T>(byte[] body, StateKey key)
    {
        try
        {
            return JsonSerializer.Deserialize<T>(body, Options)!;
        }
        catch (JsonException exception)
        {
            throw new InvalidDataException($"{key} cannot be read as {typeof(T)}: {exception.Message} The record is left as it is.", exception);
        }
    }

    /// <summary>The state of a grain that has no record. As in Orleans, a class needs no constructor without parameters.</summary>
    public static T New<T>()
    {
        var type = typeof(T);
        if (type.IsValueType || type == typeof(string) || type.IsArray || type.IsAbstract) return default!;
        return type.GetConstructor(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic, []) is not null
            ? Activator.CreateInstance<T>()
            : (T)RuntimeHelpers.GetUninitializedObject(type);
    }

    // The serializer writes properties that it would not read back: those with a private setter and collections without one.
    private static void ReadWhatIsWritten(JsonTypeInfo type)
    {
        foreach (var property in type.Properties)
        {
            if (property.Set is not null || property.AttributeProvider is not PropertyInfo member) continue;
            if (member.SetMethod is not null) property.Set = member.SetValue;
            else if (typeof(IEnumerable).IsAssignableFrom(member.PropertyType) && member.PropertyType != typeof(string)
                && type.Type.GetConstructor(Type.EmptyTypes) is not null)
                property.ObjectCreationHandling = JsonObjectCreationHandling.Populate;
        }
    }
}
