using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace RcFleet.Cars;

/// <summary>
/// Random histories of one lease, with a crash possible at any point, against a model that knows nothing but the rules.
/// As the grain does, the model writes before it publishes an epoch, and loses on a crash what it had not written.
/// </summary>
public class LeaseProperties
{
    public enum Act
    {
        Pass,
        Grant,
        Reissue,
        Join,
        Leave,
        LeaveStale,
        End,
        Online,
        Offline,
        Stop,
        Resume,
        Disable,
        Enable,
        Save,
        Crash,
    }

    /// <param name="What">The event.</param>
    /// <param name="Ms">How long after the one before.</param>
    /// <param name="Dies">The process dies after the event, before its write.</param>
    public sealed record Step(Act What, int Ms, bool Dies);

    [Property(MaxTest = 3000, Arbitrary = [typeof(LeaseProperties)])]
    public void Any_history_keeps_the_rules(Step[] history)
    {
        var world = new World();
        foreach (var step in history) world.Take(step);
    }

    public static Arbitrary<Step[]> Histories()
    {
        var step =
            from what in Gen.Frequency(
                (4, Gen.Constant(Act.Pass)),
                (4, Gen.Constant(Act.Grant)),
                (4, Gen.Constant(Act.Join)),
                (1, Gen.Constant(Act.Crash)),
                (4, Gen.Constant(Act.Online)),
                (8, Gen.Elements(Enum.GetValues<Act>())))
            from ms in Gen.Frequency((1, Gen.Constant(0)), (2, Gen.Choose(1, 3_000)), (1, Gen.Choose(3_000, 40_000)))
            from dies in Gen.Frequency((9, Gen.Constant(false)), (1, Gen.Constant(true)))
            select new Step(what, ms, dies);
        return Arb.From(step.ArrayOf(), Shorter);
    }

    private static IEnumerable<Step[]> Shorter(Step[] history) =>
        Enumerable.Range(0, history.Length).Select(i => history.Where((_, n) => n != i).ToArray());

    private sealed class World
    {
        private const long Granted = 45_000;
        private static readonly LeaseOptions Options = new();

        private readonly List<(long Epoch, string Connection)> _joins = [];
        private readonly List<string> _tokens = [];
        private Lease _lease;
        private LeaseRecord _durable = new();
        private long _now;
        private long _publishedEpoch;
        private int _names;

        // The model: who holds the car, whether it can be driven, how long the clock has run.
        private bool _online;
        private bool _stopped;
        private bool _disabled;
        private bool _held;
        private bool _clock;
        private long _driven;
        private long _durableDriven;

        public World() => _lease = Lease.Restore(_durable, Options, 0);

        public void Take(Step step)
        {
            var (epochBefore, leftBefore, idBefore) = (_lease.Epoch, _lease.Session?.RemainingMs, _lease.Session?.SessionId);
            _now += step.Ms;
            if (_clock && _online && !_stopped && !_disabled) _driven = Math.Min(Granted, _driven + step.Ms);
            if (_lease.Due(_now) is not null) End();
            Do(step);

            Assert.True(_lease.Epoch >= epochBefore || step.Dies || step.What == Act.Crash, "The epoch went back without a crash.");
            Assert.True(_lease.Epoch >= _publishedEpoch, "A published epoch was forgotten.");
            if (idBefore is not null && idBefore == _lease.Session?.SessionId && step is { Dies: false, What: not Act.Crash })
                Assert.True(_lease.Session.RemainingMs <= leftBefore, "Time grew by itself.");
            if (_lease.Session is { } session)
            {
                _lease.Meter(_now);
                Assert.Equal(Granted, _driven + _lease.Session.RemainingMs);
                Assert.InRange(session.RemainingMs, 0, Granted);
            }

            Assert.Equal(_held, _lease.Session is not null);
            var holders = _joins.Count(j => _lease.Phase == LeasePhase.Driving && j.Epoch == _lease.Epoch);
            Assert.InRange(holders, 0, 1);
            if (holders == 1) Assert.Equal(_joins.Single(j => j.Epoch == _lease.Epoch).Connection, _lease.Driver);
            Assert.InRange(_tokens.Count(_lease.IsHeldBy), 0, 1);
            Assert.Equal(_lease.Driver is not null, _lease.Phase == LeasePhase.Driving);
        }

        private void Do(Step step)
        {
            var publish = () => { };
            switch (step.What)
            {
                case Act.Pass:
                case Act.Save:
                    break;
                case Act.Grant:
                    var token = Name("token");
                    var free = _online && !_stopped && !_disabled && !_held;
                    Assert.Equal(free, _lease.Grant(_now, Name("session"), token, "code", Granted) == GrantOutcome.Granted);
                    if (!free) break;
                    (_held, _clock, _driven) = (true, false, 0);
                    publish = () => Publish(token);
                    break;
                case Act.Reissue when _held:
                    var renewed = Name("token");
                    // The clock of a session that was driven runs on: its driver has the time of grace to come back.
                    _lease.Reissue(_now, renewed);
                    publish = () => Publish(renewed);
                    break;
                case Act.Join when _held:
                    var connection = Name("connection");
                    var join = _lease.Join(_now, connection);
                    _clock = true;
                    publish = () =>
                    {
                        Assert.DoesNotContain(_joins, j => j.Epoch >= join.Epoch);
                        _joins.Add((join.Epoch, connection));
                        _publishedEpoch = join.Epoch;
                    };
                    break;
                case Act.Leave:
                    // The clock runs on in grace.
                    if (_lease.Driver is { } driver) Assert.True(_lease.Leave(_now, driver));
                    break;
                case Act.LeaveStale:
                    foreach (var (_, old) in _joins.Where(j => j.Connection != _lease.Driver)) Assert.False(_lease.Leave(_now, old));
                    break;
                case Act.End:
                    End();
                    break;
                case Act.Online:
                case Act.Offline:
                    _lease.SetOnline(_now, _online = step.What == Act.Online);
                    break;
                case Act.Stop:
                case Act.Resume:
                    _lease.SetStopped(_now, _stopped = step.What == Act.Stop);
                    break;
                case Act.Disable:
                    _lease.SetDisabled(_now, _disabled = true);
                    End();
                    break;
                case Act.Enable:
                    _lease.SetDisabled(_now, _disabled = false);
                    break;
                case Act.Crash:
                    Crash();
                    return;
                default:
                    return;
            }

            if (step.Dies)
            {
                Crash();
                return;
            }

            // Passing time alone writes nothing; all else the grain writes before it answers.
            if (step.What == Act.Pass) return;
            _lease.Meter(_now);
            (_durable, _durableDriven) = (_lease.Record, _driven);
            publish();
        }

        private void Publish(string token)
        {
            Assert.True(_lease.Epoch > _publishedEpoch, "A grant must fence all before it.");
            _publishedEpoch = _lease.Epoch;
            _tokens.Add(token);
        }

        private void End()
        {
            var end = _lease.End(_now);
            Assert.Equal(_held, end is not null);
            if (end is not null) Assert.Equal(Granted, end.UnusedMs + _driven);
            (_held, _clock) = (false, false);
        }

        private void Crash()
        {
            // The new process has another clock.
            _now = 0;
            _lease = Lease.Restore(_durable, Options, _now);
            (_held, _clock, _driven) = (_durable.Session is not null, false, _durableDriven);
            (_online, _stopped, _disabled) = (false, _durable.Stopped, _durable.Disabled);
        }

        private string Name(string what) => what + ++_names;
    }
}
