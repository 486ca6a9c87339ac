using System.Text.Json;

namespace RcFleet.VirtualCar.Tests.Vectors;

/// <summary>A file of Firmware/vectors, copied beside the tests.</summary>
internal static class VectorFile
{
    public static JsonElement Read(string name)
    {
        using var stream = File.OpenRead(Path.Combine(AppContext.BaseDirectory, "vectors", name));
        using var document = JsonDocument.Parse(stream);
        return document.RootElement.Clone();
    }

    public static TheoryData<string, string> Names(params string[] files)
    {
        var names = new TheoryData<string, string>();
        foreach (var file in files)
            foreach (var found in Read(file).GetProperty("cases").EnumerateArray())
                names.Add(file, found.GetProperty("name").GetString()!);
        return names;
    }

    public static JsonElement Case(JsonElement root, string name) =>
        root.GetProperty("cases").EnumerateArray().Single(found => found.GetProperty("name").GetString() == name);
}
