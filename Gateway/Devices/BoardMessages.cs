using RcFleet.Cars;
using RcFleet.Gateway.WebSockets;

namespace RcFleet.Gateway.Devices;

/// <summary>Writes what boards are told; see docs/contract.md.</summary>
internal static class BoardMessages
{
    private const int NoticeBytes = 256;

    /// <summary>A notice or a command as it stands on the wire; what is in UTF-8 already stays as it is.</summary>
    public static OutboundMessage Write(object message)
    {
        if (message is byte[] utf8) return OutboundMessage.Text(utf8);
        var text = new WireText(NoticeBytes);
        switch (message)
        {
            case DriveCommand d:
                text.Raw("{\"type\":\"drive\",\"epoch\":"u8);
                text.Number(d.Epoch);
                text.Raw(",\"seq\":"u8);
                text.Number(d.Seq);
                text.Raw(",\"t\":"u8);
                text.Number(unchecked((uint)d.OriginMs));
                text.Raw(",\"steering\":"u8);
                text.Number(d.Steering);
                text.Raw(",\"throttle\":"u8);
                text.Number(d.Throttle);
                text.Raw("}"u8);
                break;
            case SessionNotice s:
                text.Raw("{\"type\":\"session\",\"epoch\":"u8);
                text.Number(s.Epoch);
                text.Raw(",\"secondsLeft\":"u8);
                text.Number(Wire.Seconds(s.RemainingMs));
                text.Raw(",\"leaseTtlMs\":"u8);
                text.Number(s.LeaseTtlMs);
                text.Raw(",\"maxThrottle\":"u8);
                text.Number(s.MaxThrottle);
                text.Raw(",\"paused\":"u8);
                text.Bool(s.Paused);
                text.Raw(",\"sessionId\":\""u8);
                text.Raw(s.SessionId);
                text.Raw("\"}"u8);
                break;
            case StopNotice s:
                text.Raw("{\"type\":\"stop\",\"epoch\":"u8);
                text.Number(s.Epoch);
                text.Raw(",\"reason\":\""u8);
                text.Raw(Wire.Name(s.Reason));
                text.Raw("\",\"latched\":"u8);
                text.Bool(s.Latched);
                text.Raw("}"u8);
                break;
            case ResumeNotice r:
                text.Raw("{\"type\":\"resume\",\"epoch\":"u8);
                text.Number(r.Epoch);
                text.Raw("}"u8);
                break;
            case SessionEndedNotice e:
                text.Raw("{\"type\":\"session-ended\",\"epoch\":"u8);
                text.Number(e.Epoch);
                text.Raw(",\"reason\":\""u8);
                text.Raw(Wire.Name(e.Reason));
                text.Raw("\",\"sessionId\":\""u8);
                text.Raw(e.SessionId);
                text.Raw("\"}"u8);
                break;
            default:
                throw new ArgumentException($"No wire form for {message.GetType()}.", nameof(message));
        }

        return text.ToMessage();
    }
}
