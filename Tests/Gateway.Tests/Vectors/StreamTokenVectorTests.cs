using System.Buffers.Text;
using System.Globalization;
using System.Text.Json;
using RcFleet.Gateway.Streams;

namespace RcFleet.Gateway.Tests.Vectors;

public class StreamTokenVectorTests
{
    public static IEnumerable<object[]> Cases => VectorFile.Names("stream-tokens.json");

    // What a camera accepts is what the gateway mints for that key, session, end and nonce, to the last byte; what a camera
    // calls forged is not.
    [Theory, MemberData(nameof(Cases))]
    public void What_is_minted_is_what_a_camera_accepts(string file, string name)
    {
        var root = VectorFile.Read(file);
        var deviceId = root.GetProperty("deviceId").GetString()!;
        JsonElement? registered = null;
        foreach (var step in VectorFile.Case(root, name).GetProperty("steps").EnumerateArray())
        {
            if (step.TryGetProperty("registered", out var answer)) registered = answer;
            if (registered is not { } known || !step.TryGetProperty("open", out var open)) continue;
            var token = open.GetString()!;
            var verdict = step.GetProperty("expect").GetString();
            if (verdict is not ("accepted" or "replayed" or "expired" or "busy" or "forged") || token.Split('.') is not [_, _, var session, var exp, var nonce, _]) continue;
            if (!long.TryParse(exp, NumberStyles.None, CultureInfo.InvariantCulture, out var expires)) continue;
            var minted = StreamToken.Create(Base64Url.DecodeFromChars(known.GetProperty("streamKey").GetString()!), known.GetProperty("kid").GetString()!, deviceId, session, expires, nonce);
            if (verdict == "forged") Assert.NotEqual(minted, token);
            else Assert.Equal(minted, token);
        }
    }
}
