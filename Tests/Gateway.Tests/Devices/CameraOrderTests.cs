using System.Text.Json;
using RcFleet.Cars;
using RcFleet.Gateway.Devices;

namespace RcFleet.Gateway.Tests.Devices;

public sealed class CameraOrderTests
{
    private readonly List<(bool On, int Fps, int Quality)> _sent = [];
    private readonly CameraOrder _order;

    public CameraOrderTests() => _order = new CameraOrder(new GatewayOptions { RelayFps = 20, RelayQuality = 12 }, Sent);

    [Fact]
    public void SetQuality_GoesOutWhileNobodyWatches_AndStaysWhenTheRelayIsTurnedOn()
    {
        _order.SetQuality(order: 1, VideoQuality.Low);
        _order.SetRelay(true);
        _order.SetQuality(order: 2, VideoQuality.High);
        _order.SetRelay(false);
        Assert.Equal([(false, 10, 40), (true, 10, 40), (true, 20, 12), (false, 20, 12)], _sent);
    }

    [Fact]
    public void SetQuality_LateOrTheSame_SaysNothing()
    {
        _order.SetQuality(order: 5, VideoQuality.Medium);
        _order.SetQuality(order: 4, VideoQuality.Low);
        _order.SetQuality(order: 5, VideoQuality.Low);
        _order.SetQuality(order: 6, VideoQuality.Medium);
        Assert.Equal([(false, 15, 24)], _sent);
        _order.SetQuality(order: 7, VideoQuality.Low);
        Assert.Equal(2, _sent.Count);
    }

    private void Sent(byte[] utf8)
    {
        var message = JsonSerializer.Deserialize<JsonElement>(utf8);
        Assert.Equal("relay", message.GetProperty("type").GetString());
        _sent.Add((message.GetProperty("on").GetBoolean(), message.GetProperty("fps").GetInt32(), message.GetProperty("quality").GetInt32()));
    }
}
