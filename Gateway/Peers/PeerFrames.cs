using System.Buffers.Binary;
using System.Text;
using RcFleet.Cars;
using RcFleet.Devices;

namespace RcFleet.Gateway.Peers;

/// <summary>The wire format between gateways: one frame is one binary WebSocket message.</summary>
/// <remarks>
/// Big-endian; the first byte is the <see cref="PeerFrameType"/>, handles are u32, floats IEEE 754.
/// <code>
/// beat    1 | sent u32
/// open    2 | handle | epoch i64 | mac (32) | length u8, deviceId | length u8, holder          both 1 to 80 bytes of ASCII
/// drive   3 | handle | seq u32, from 1 | sent u32 | age u16 | steering f32 | throttle f32      -1 to 1
/// stop    4 | handle | after seq u32 | reason u8
/// close   5 | handle
/// opened  6 | handle
/// closed  7 | handle
/// state   8 | handle | which u8 | armed, neutral u8 | epoch i64 | ack seq u32 | ack age u16 | battery % u8 | rssi i8 | speed i16
/// </code>
/// In a state, bit n of "which" says that member n is there: armed, neutral, epoch, ack seq, ack age, battery, rssi, speed (in
/// centimetres a second); the others are zero. The speed's place is there only if both speak <see cref="SubProtocol"/>. A
/// frame of another length or with a value out of range is malformed and ends the connection.
/// </remarks>
internal static class PeerFrames
{
    /// <summary>The longest frame, in bytes.</summary>
    public const int MaxBytes = 256;

    /// <summary>What gateways call this format; one of a version before it asks for none, and hears of no speed.</summary>
    public const string SubProtocol = "rc-peer.2";

    /// <summary>Bytes of a drive, the longest frame but open.</summary>
    public const int DriveBytes = 23;

    private const int StateBytes = 23;
    private const int SpeedBytes = 2;
    private const int OpenHead = 45;

    // An id, and a role for a board without a key.
    private const int MaxName = 80;

    public static byte[] Beat(uint sentMs)
    {
        var frame = new byte[5];
        frame[0] = (byte)PeerFrameType.Beat;
        BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(1), sentMs);
        return frame;
    }

    public static byte[] Open(uint handle, DirectClaim claim)
    {
        var (device, holder) = (Encoding.ASCII.GetBytes(claim.DeviceId), Encoding.ASCII.GetBytes(claim.Holder));
        var frame = new byte[OpenHead + 2 + device.Length + holder.Length];
        Head(frame, PeerFrameType.Open, handle);
        BinaryPrimitives.WriteInt64BigEndian(frame.AsSpan(5), claim.Epoch);
        claim.Mac.CopyTo(frame, 13);
        frame[OpenHead] = (byte)device.Length;
        device.CopyTo(frame, OpenHead + 1);
        frame[OpenHead + 1 + device.Length] = (byte)holder.Length;
        holder.CopyTo(frame, OpenHead + 2 + device.Length);
        return frame;
    }

    /// <summary>Opened, closed and close: nothing but the handle.</summary>
    public static byte[] Plain(PeerFrameType type, uint handle)
    {
        var frame = new byte[5];
        Head(frame, type, handle);
        return frame;
    }

    public static byte[] Stop(uint handle, uint afterSeq, StopReason reason)
    {
        var frame = new byte[10];
        Head(frame, PeerFrameType.Stop, handle);
        BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(5), afterSeq);
        frame[9] = (byte)reason;
        return frame;
    }

    /// <summary>Writes a drive that is sent now; <paramref name="nowMs"/> is the clock that its origin is of.</summary>
    public static int Drive(Span<byte> frame, uint handle, DriveCommand command, long nowMs)
    {
        Head(frame, PeerFrameType.Drive, handle);
        BinaryPrimitives.WriteUInt32BigEndian(frame[5..], command.Seq);
        BinaryPrimitives.WriteUInt32BigEndian(frame[9..], unchecked((uint)nowMs));
        BinaryPrimitives.WriteUInt16BigEndian(frame[13..], (ushort)Math.Clamp(nowMs - command.OriginMs, 0, ushort.MaxValue));
        BinaryPrimitives.WriteSingleBigEndian(frame[15..], command.Steering);
        BinaryPrimitives.WriteSingleBigEndian(frame[19..], command.Throttle);
        return DriveBytes;
    }

    public static byte[] State(uint handle, DeviceTelemetry t, bool withSpeed)
    {
        var frame = new byte[StateBytes + (withSpeed ? SpeedBytes : 0)];
        Head(frame, PeerFrameType.State, handle);
        frame[5] = (byte)(Bit(t.Armed, 0) | Bit(t.Neutral, 1) | Bit(t.Epoch, 2) | Bit(t.AckSeq, 3) | Bit(t.AckAgeMs, 4) | Bit(t.BatteryPercent, 5) | Bit(t.Rssi, 6) | (withSpeed ? Bit(t.SpeedMps, 7) : 0));
        frame[6] = (byte)((t.Armed is true ? 1 : 0) | (t.Neutral is true ? 2 : 0));
        BinaryPrimitives.WriteInt64BigEndian(frame.AsSpan(7), t.Epoch ?? 0);
        BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(15), t.AckSeq ?? 0);
        BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(19), (ushort)Math.Clamp(t.AckAgeMs ?? 0, 0, ushort.MaxValue));
        frame[21] = (byte)(t.BatteryPercent ?? 0);
        frame[22] = (byte)(sbyte)Math.Clamp(t.Rssi ?? 0, sbyte.MinValue, sbyte.MaxValue);
        if (withSpeed) BinaryPrimitives.WriteInt16BigEndian(frame.AsSpan(StateBytes), (short)Math.Clamp(Math.Round((t.SpeedMps ?? 0) * 100), short.MinValue, short.MaxValue));
        return frame;

        static int Bit<T>(T? value, int bit)
            where T : struct => value is null ? 0 : 1 << bit;
    }

    /// <summary>Reads one frame; false when it is malformed.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out PeerFrame frame)
    {
        frame = default;
        if (bytes.Length < 5) return false;
        var type = (PeerFrameType)bytes[0];
        var handle = BinaryPrimitives.ReadUInt32BigEndian(bytes[1..]);
        switch (type)
        {
            case PeerFrameType.Beat when bytes.Length == 5:
                frame = new PeerFrame(type, SentMs: handle);
                return true;
            case PeerFrameType.Close or PeerFrameType.Opened or PeerFrameType.Closed when bytes.Length == 5:
                frame = new PeerFrame(type, handle);
                return true;
            case PeerFrameType.Stop when bytes.Length == 10 && Enum.IsDefined((StopReason)bytes[9]):
                frame = new PeerFrame(type, handle, Seq: BinaryPrimitives.ReadUInt32BigEndian(bytes[5..]), Reason: (StopReason)bytes[9]);
                return true;
            case PeerFrameType.Drive when bytes.Length == DriveBytes:
                frame = new PeerFrame(
                    type, handle, BinaryPrimitives.ReadUInt32BigEndian(bytes[9..]), BinaryPrimitives.ReadUInt32BigEndian(bytes[5..]),
                    BinaryPrimitives.ReadUInt16BigEndian(bytes[13..]), BinaryPrimitives.ReadSingleBigEndian(bytes[15..]), BinaryPrimitives.ReadSingleBigEndian(bytes[19..]));

                // NaN fails every comparison.
                return frame is { Seq: > 0, Steering: >= -1 and <= 1, Throttle: >= -1 and <= 1 };
            case PeerFrameType.Open:
                return TryReadOpen(bytes, handle, out frame);
            case PeerFrameType.State when bytes.Length is StateBytes or StateBytes + SpeedBytes:
                frame = new PeerFrame(type, handle, Telemetry: ReadState(bytes));
                return true;
            default:
                return false;
        }
    }

    private static void Head(Span<byte> frame, PeerFrameType type, uint handle)
    {
        frame[0] = (byte)type;
        BinaryPrimitives.WriteUInt32BigEndian(frame[1..], handle);
    }

    private static bool TryReadOpen(ReadOnlySpan<byte> bytes, uint handle, out PeerFrame frame)
    {
        frame = default;
        if (bytes.Length <= OpenHead) return false;
        var rest = bytes[OpenHead..];
        if (!TryReadName(ref rest, out var device) || !TryReadName(ref rest, out var holder) || rest.Length > 0) return false;
        var claim = new DirectClaim(device, BinaryPrimitives.ReadInt64BigEndian(bytes[5..]), holder, bytes[13..OpenHead].ToArray());
        frame = new PeerFrame(PeerFrameType.Open, handle, Claim: claim);
        return true;
    }

    private static bool TryReadName(ref ReadOnlySpan<byte> rest, out string name)
    {
        name = "";
        if (rest.IsEmpty || rest[0] is 0 or > MaxName || rest.Length < 1 + rest[0]) return false;
        var text = rest.Slice(1, rest[0]);
        foreach (var c in text)
            if (c is <= 32 or >= 127) return false;
        name = Encoding.ASCII.GetString(text);
        rest = rest[(1 + rest[0])..];
        return true;
    }

    private static DeviceTelemetry ReadState(ReadOnlySpan<byte> bytes)
    {
        int which = bytes[5], values = bytes[6];
        return new DeviceTelemetry(
            null,
            (which & 32) != 0 ? bytes[21] : null,
            (which & 64) != 0 ? (sbyte)bytes[22] : null,
            (which & 4) != 0 ? BinaryPrimitives.ReadInt64BigEndian(bytes[7..]) : null,
            (which & 8) != 0 ? BinaryPrimitives.ReadUInt32BigEndian(bytes[15..]) : null,
            (which & 16) != 0 ? BinaryPrimitives.ReadUInt16BigEndian(bytes[19..]) : null,
            (which & 1) != 0 ? (values & 1) != 0 : null,
            (which & 2) != 0 ? (values & 2) != 0 : null,
            (which & 128) != 0 && bytes.Length > StateBytes ? BinaryPrimitives.ReadInt16BigEndian(bytes[StateBytes..]) / 100.0 : null);
    }
}
