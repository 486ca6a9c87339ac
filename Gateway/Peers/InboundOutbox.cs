using System.Net.WebSockets;
using RcFleet.Gateway.WebSockets;

namespace RcFleet.Gateway.Peers;

/// <summary>
/// What a controller's gateway writes to a driver's: answers (at most <see cref="MaxAnswers"/> wait, one more and the link is
/// cut), the beat, then one state slot a car (latest wins), in turn.
/// </summary>
internal sealed class InboundOutbox(WebSocket socket, MonotonicClock clock) : SocketOutbox(socket, clock)
{
    private const int MaxAnswers = 2 * PeerLink.MaxLanes;
    private readonly Queue<byte[]> _answers = new();
    private readonly Queue<InboundLane> _states = new();
    private bool _beat;

    /// <summary>The other gateway knows that a state may hold a speed.</summary>
    public bool TakesSpeed { get; } = socket.SubProtocol == PeerFrames.SubProtocol;

    /// <summary>Answers: opened or closed.</summary>
    public void Answer(PeerFrameType type, uint handle)
    {
        lock (Gate)
        {
            if (_answers.Count >= MaxAnswers)
            {
                Abort();
                return;
            }

            _answers.Enqueue(PeerFrames.Plain(type, handle));
        }

        Signal();
    }

    /// <summary>Puts a report into its car's slot.</summary>
    public void State(InboundLane lane, byte[] frame)
    {
        lock (Gate)
        {
            if (lane.Report is null) _states.Enqueue(lane);
            lane.Report = frame;
        }

        Signal();
    }

    /// <summary>This gateway lives.</summary>
    public void Beat()
    {
        lock (Gate) _beat = true;
        Signal();
    }

    protected override OutboundMessage Take()
    {
        lock (Gate)
        {
            if (_answers.TryDequeue(out var answer)) return OutboundMessage.Binary(answer);
            if (_beat)
            {
                _beat = false;
                return OutboundMessage.Binary(PeerFrames.Beat(unchecked((uint)Clock.NowMs)));
            }

            if (!_states.TryDequeue(out var lane)) return OutboundMessage.None;
            var report = lane.Report!;
            lane.Report = null;
            return OutboundMessage.Binary(report);
        }
    }
}
