using System.Collections.Immutable;
using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace RcFleet.Orleans.Embedded.Tests;

/// <summary>What an assembly shows to those who reference it: per type a set of lines, one for its shape and one a member.</summary>
internal static class PublicApi
{
    private static readonly SignatureNames Names = new();

    public static Dictionary<string, HashSet<string>> Read(string path)
    {
        using var file = new PEReader(File.OpenRead(path));
        var reader = file.GetMetadataReader();
        return reader.TypeDefinitions
            .Select(reader.GetTypeDefinition)
            .Where(t => (t.Attributes & TypeAttributes.VisibilityMask) is TypeAttributes.Public)
            .ToDictionary(t => $"{reader.GetString(t.Namespace)}.{reader.GetString(t.Name)}", t => Lines(reader, t).ToHashSet());
    }

    private static IEnumerable<string> Lines(MetadataReader reader, TypeDefinition type)
    {
        const TypeAttributes Kind = TypeAttributes.ClassSemanticsMask | TypeAttributes.Sealed | TypeAttributes.Abstract;
        yield return $"is {type.Attributes & Kind} : {SignatureNames.NameOf(reader, type.BaseType)}{Constraints(reader, type.GetGenericParameters())}";
        foreach (var handle in type.GetInterfaceImplementations())
            yield return $"implements {SignatureNames.NameOf(reader, reader.GetInterfaceImplementation(handle).Interface)}";
        foreach (var handle in type.GetCustomAttributes())
        {
            var attribute = reader.GetCustomAttribute(handle);
            if (AttributeName(reader, attribute) == "System.AttributeUsageAttribute")
                yield return $"usage {Convert.ToHexString(reader.GetBlobBytes(attribute.Value))}";
        }
        foreach (var handle in type.GetFields())
        {
            var field = reader.GetFieldDefinition(handle);
            if (!Visible((MethodAttributes)field.Attributes) || field.Attributes.HasFlag(FieldAttributes.SpecialName)) continue;
            var value = field.GetDefaultValue() is { IsNil: false } constant
                ? Convert.ToHexString(reader.GetBlobBytes(reader.GetConstant(constant).Value))
                : "";
            yield return $"field {field.Attributes & (FieldAttributes.Static | FieldAttributes.InitOnly | FieldAttributes.Literal)} {field.DecodeSignature(Names, null)} {reader.GetString(field.Name)} = {value}";
        }
        foreach (var handle in type.GetMethods())
        {
            var method = reader.GetMethodDefinition(handle);
            if (!Visible(method.Attributes)) continue;
            var signature = method.DecodeSignature(Names, null);
            const MethodAttributes Shape = MethodAttributes.Static | MethodAttributes.Virtual | MethodAttributes.Abstract | MethodAttributes.MemberAccessMask;
            yield return $"{method.Attributes & Shape} {signature.ReturnType} {reader.GetString(method.Name)}`{signature.GenericParameterCount}"
                + $"({string.Join(", ", Parameters(reader, method, signature.ParameterTypes))}){Constraints(reader, method.GetGenericParameters())}";
        }
    }

    // Names and default values are part of the contract too: callers may use both.
    private static IEnumerable<string> Parameters(MetadataReader reader, MethodDefinition method, ImmutableArray<string> types)
    {
        var named = method.GetParameters().Select(reader.GetParameter).Where(p => p.SequenceNumber > 0).OrderBy(p => p.SequenceNumber);
        return types.Zip(named, (type, p) => $"{type} {reader.GetString(p.Name)}"
            + (p.GetDefaultValue() is { IsNil: false } value ? $" = {Convert.ToHexString(reader.GetBlobBytes(reader.GetConstant(value).Value))}" : ""));
    }

    private static string Constraints(MetadataReader reader, GenericParameterHandleCollection parameters) => string.Concat(parameters
        .Select(reader.GetGenericParameter)
        .Select(p => $" where {p.Index}: {p.Attributes} {string.Join(", ", p.GetConstraints().Select(c => SignatureNames.NameOf(reader, reader.GetGenericParameterConstraint(c).Type)))}"));

    private static bool Visible(MethodAttributes attributes) =>
        (attributes & MethodAttributes.MemberAccessMask) is MethodAttributes.Public or MethodAttributes.Family or MethodAttributes.FamORAssem;

    private static string AttributeName(MetadataReader reader, CustomAttribute attribute) => attribute.Constructor.Kind switch
    {
        HandleKind.MemberReference => SignatureNames.NameOf(reader, reader.GetMemberReference((MemberReferenceHandle)attribute.Constructor).Parent),
        _ => "",
    };
}
