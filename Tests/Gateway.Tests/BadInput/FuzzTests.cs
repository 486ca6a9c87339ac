using System.Net;
using System.Text;
using RcFleet.Gateway.Addresses;
using RcFleet.Gateway.Devices;
using RcFleet.Gateway.Drivers;
using RcFleet.Gateway.Signaling;
using RcFleet.Gateway.Streams;
using RcFleet.Gateway.Tests.Support;
using RcFleet.Gateway.Video;

namespace RcFleet.Gateway.Tests.BadInput;

/// <summary>
/// Good messages, cut, joined, repeated and sprinkled with noise, into everything that reads what strangers send: nothing may
/// throw, and nothing may allocate out of proportion. A failure names its seed.
/// </summary>
[Collection(Timed.Name)]
public class FuzzTests
{
    private const int MaxLength = 16 * 1024;
    private static readonly TimeSpan Each = TimeSpan.FromSeconds(Environment.GetEnvironmentVariable("RCFLEET_LONG") is null ? 1.5 : 30);

    private static readonly string[] Seeds =
    [
        """{"type":"drive","seq":118,"t":4037,"steering":0.1,"throttle":-0.5}""",
        """{"type":"join","token":"car-7~AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"}""",
        """{"type":"register","deviceId":"car-7-cam","role":"camera","key":"k","streamUrls":[{"kind":"wan","url":"http://203.0.113.7:8080/stream"}],"capabilities":["relay"],"quality":"high"}""",
        """{"type":"telemetry","batteryMv":7400,"batteryPercent":81,"rssi":-61,"epoch":3,"ackSeq":117,"ackAgeMs":12,"armed":true,"neutral":false}""",
        """{"type":"offer","sessionId":"s","deviceId":"d","sdp":"v=0\r\n\u00e9\ud83d\ude00"}""",
        """for="[2001:db8::1]:4711";proto=https, for=_hidden;host="a\"b";by=unknown""",
        "10.0.0.0/8, 127.0.0.1;::1 2001:db8::/32",
        "http://user:pass@[fd00::1]:8080/stream?x=y#z",
        "NaN 1e999 -0 1E-400 18446744073709551616 \\ud800 \u0000 {{{{{{{{[[[[[[[[\"\"\"\"",
    ];

    private static readonly StreamUrlPolicy Policy = new(new AddressClasses());

    public static TheoryData<string> Readers => ["driver", "type", "register", "telemetry", "signal", "forwarded", "addresses", "stream url", "jpeg"];

    [Theory]
    [MemberData(nameof(Readers))]
    public void WhateverComes_NothingThrows_AndMemoryStaysInProportion(string reader)
    {
        var read = Reader(reader);
        foreach (var seed in Seeds) read(Encoding.UTF8.GetBytes(seed));
        var start = TimeProvider.System.GetTimestamp();
        var count = 0;
        for (; TimeProvider.System.GetElapsedTime(start) < Each; count++)
        {
            var input = Make(new Random(count));
            var before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                read(input);
            }
            catch (Exception e)
            {
                Assert.Fail($"{reader}, seed {count}: {e}\n{Encoding.Latin1.GetString(input)}");
            }

            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 64 * 1024 + (64L * input.Length));
        }

        Assert.InRange(count, 1000, int.MaxValue);
    }

    [Fact]
    public async Task NoiseOnLiveSockets_HurtsOnlyItsOwnConnection()
    {
        await using var server = await FleetServer.StartAsync();
        await using var control = await server.Device("c-ctl", "c", "control");
        await using var driver = await server.Join((await server.Rent("c")).Token);
        var key = await server.Provision("c-cam", "c", "camera");
        for (var seed = 0; seed < 150; seed++)
        {
            var random = new Random(seed);
            using var raw = await RawWebSocket.Connect(server, new[] { "/ws/device", "/ws/drive", "/ws/video" }[seed % 3]);
            try
            {
                if (seed % 6 == 0) await raw.Send(new { type = "register", deviceId = "c-cam", key });
                for (var i = 0; i < 5; i++)
                {
                    var noise = Make(random);
                    if (random.Next(4) == 0) await raw.Bytes(noise);
                    else await raw.Bytes(RawWebSocket.Frame(random.Next(3), noise, final: random.Next(3) > 0));
                }
            }
            catch (System.Net.Sockets.SocketException)
            {
                // Closed while still sending.
            }
        }

        await control.Send(new { type = "telemetry", batteryPercent = 50, armed = true });
        await driver.Send(new { type = "drive", seq = 1, steering = 0, throttle = 0.5 });
        await control.Next("drive");
        Assert.Equal(HttpStatusCode.OK, (await server.Anyone.GetAsync("/readyz")).StatusCode);
    }

    private static Action<byte[]> Reader(string name) => name switch
    {
        "driver" => bytes => Good(DriverMessages.Read(bytes)),
        "type" => bytes => DeviceMessages.TryReadType(bytes, out _),
        "register" => bytes => DeviceMessages.TryReadRegister(bytes, out _, out _),
        "telemetry" => bytes => DeviceMessages.TryReadTelemetry(bytes, out _),
        "signal" => bytes =>
        {
            Assert.InRange(SignalRewriter.With(bytes, "deviceId", "d")?.Json.Length ?? 0, 0, SignalRewriter.MaxBytes);
            SignalRewriter.Member(bytes, "sessionId");
        }
        ,
        "forwarded" => bytes => ForwardedHeader.TryParse(Encoding.Latin1.GetString(bytes), out _),
        "addresses" => bytes => AddressList.TryParse(Encoding.Latin1.GetString(bytes), out _, out _),
        "stream url" => bytes => Policy.Judge(Encoding.UTF8.GetString(bytes), IPAddress.Loopback),
        "jpeg" => bytes => VideoFrame.IsWhole(bytes),
        _ => throw new ArgumentException(name, nameof(name)),
    };

    // Whatever a driver sends, what comes out as a drive is one that may reach a motor.
    private static void Good(DriverMessage message)
    {
        if (message.Kind != DriverMessageKind.Drive) return;
        Assert.InRange(message.Steering, -1, 1);
        Assert.InRange(message.Throttle, -1, 1);
        Assert.True(message.Seq > 0);
    }

    private static byte[] Make(Random random)
    {
        var bytes = new List<byte>();
        var parts = random.Next(1, 4);
        for (var part = 0; part < parts; part++)
        {
            var seed = Encoding.UTF8.GetBytes(Seeds[random.Next(Seeds.Length)]);
            var from = random.Next(3) == 0 ? random.Next(seed.Length) : 0;
            var to = random.Next(3) == 0 ? random.Next(from, seed.Length) : seed.Length;
            for (var times = random.Next(50) == 0 ? random.Next(1, 200) : 1; times > 0; times--) bytes.AddRange(seed.AsSpan(from, to - from));
        }

        for (var changes = random.Next(8); changes > 0 && bytes.Count > 0; changes--)
        {
            var at = random.Next(bytes.Count);
            switch (random.Next(4))
            {
                case 0:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 1:
                    bytes.RemoveAt(at);
                    break;
                case 2:
                    bytes.Insert(at, (byte)"{}[]\",:\\0159.-eE \n"[random.Next(18)]);
                    break;
                default:
                    bytes.InsertRange(at, bytes.GetRange(at, Math.Min(random.Next(20), bytes.Count - at)));
                    break;
            }
        }

        return [.. bytes.Take(MaxLength)];
    }
}
