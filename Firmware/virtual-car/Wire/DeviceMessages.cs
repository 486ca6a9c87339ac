using System.Text.Json;

namespace RcFleet.VirtualCar.Wire;

/// <summary>Writes the device's text frames.</summary>
public static class DeviceMessages
{
    private static readonly JsonSerializerOptions Web = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull,
    };

    public static byte[] Serialize<T>(T message) => JsonSerializer.SerializeToUtf8Bytes(message, Web);
}
