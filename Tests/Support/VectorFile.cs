using System.Text.Json;

namespace RcFleet.Support;

/// <summary>A file of Firmware/vectors, which every implementation of the wire runs; copied beside the tests.</summary>
public static class VectorFile
{
    public static JsonElement Read(string name)
    {
        using var stream = File.OpenRead(Path.Combine(AppContext.BaseDirectory, "vectors", name));
        using var document = JsonDocument.Parse(stream);
        return document.RootElement.Clone();
    }

    /// <summary>A row of file and name for every case, as a theory takes them.</summary>
    public static IEnumerable<object[]> Names(params string[] files) =>
        from file in files
        from found in Read(file).GetProperty("cases").EnumerateArray()
        select new object[] { file, found.GetProperty("name").GetString()! };

    public static JsonElement Case(JsonElement root, string name) =>
        root.GetProperty("cases").EnumerateArray().Single(found => found.GetProperty("name").GetString() == name);
}
