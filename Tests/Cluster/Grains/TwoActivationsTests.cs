using System.Collections.Concurrent;
using RcFleet.Cars;
using RcFleet.Devices;
using RcFleet.Gateway.Devices;
using RcFleet.Rides;
using RcFleet.Support;
using GatewayRefusal = RcFleet.Gateway.Drivers.DriveRefusal;

namespace RcFleet.Cluster;

/// <summary>
/// One car has two activations over one store, as it may for a while when Orleans' two kinds of directory do not agree: the
/// state's ETag and the epoch at the board's gateway leave it one driver.
/// </summary>
public sealed class TwoActivationsTests : IAsyncLifetime
{
    private FleetCluster _one = null!;
    private FleetCluster _other = null!;

    public async Task InitializeAsync()
    {
        _one = await FleetCluster.Start();
        _other = await _one.Beside();
    }

    public async Task DisposeAsync()
    {
        await _other.DisposeAsync();
        await _one.DisposeAsync();
    }

    [Fact]
    public async Task DrivenCar_WokenOnceMore_IsDrivenByOne_AndPaidForOnce()
    {
        var here = await TestCar.Create(_one);
        var there = _other.Grains.GetGrain<ICarGrain>(here.Id);
        var board = new FencedBoard();
        Assert.True(await Attach(here.Grain, _one, 2));
        var code = await here.Code();
        var (session, token) = await here.Granted(code);
        await here.Join(token);
        await here.Pass(3);
        await here.Grain.Drive(TestCar.Drive(1, 1));
        await board.Admits(1, 1);

        // The gateway's next call comes to an activation that does not know its board; who drives goes on at the first.
        Assert.False(await there.Report(here.ControllerId, here.ControllerConnection, Heard));
        Assert.True(await Attach(there, _other, 3));
        await here.Grain.Drive(TestCar.Drive(1, 2));
        await board.Admits(1, 2);

        // The driver joins anew, there: what still comes from here is late.
        var joined = await there.Join(SessionToken.Hash(token), "second", _other.Reference<IDriverLink>(new RecordedDriver()));
        Assert.Equal(2, joined.Session!.Epoch);
        await board.Knows(2);
        await here.Grain.Drive(TestCar.Drive(1, 3));
        await there.Drive(TestCar.Drive(2, 1));
        await board.Admits(2, 1);

        // The first finds out when it writes, and goes; the next one there takes an epoch that nobody had.
        await Assert.ThrowsAnyAsync<Exception>(() => here.Grant(code));
        await Eventually.Value(() => here.Hear(), known => !known);
        Assert.True(await Attach(here.Grain, _one, 4));
        Assert.Equal(3, (await here.Join(token)).Joined.Session!.Epoch);
        await board.Knows(3);
        await there.Drive(TestCar.Drive(2, 2));
        await here.Grain.Drive(TestCar.Drive(3, 1));
        await board.Admits(3, 1);
        await Assert.ThrowsAnyAsync<Exception>(() => there.EndSession(session.SessionId, EndReason.Revoked));

        Assert.Equal([(1, 1), (1, 2), (2, 1), (3, 1)], board.Admitted);
        Assert.True(await here.Grain.EndSession(session.SessionId, EndReason.Released));
        var left = await Eventually.Value(() => here.Left(code), l => l.ReservedMs == 0);
        await here.Pass(2, silent: true);
        var day = DateOnly.FromDateTime(_one.Time.GetUtcNow().UtcDateTime);
        var rides = await Eventually.Value(
            async () => (await Task.WhenAll(RideLedgers.KeysOf(day).Select(key => _one.Grains.GetGrain<IRideLedgerGrain>(key).List()))).SelectMany(r => r).ToArray(),
            r => r.Length > 0);
        Assert.Equal(600_000, left.AvailableMs + Assert.Single(rides).DrivenMs);

        async Task<bool> Attach(ICarGrain car, FleetCluster fleet, int registration) =>
            (await car.Attach(TestCar.Attachment(here.ControllerId, DeviceRole.Control, here.ControllerConnection, registration), fleet.Reference<IDeviceLink>(board))).Accepted;
    }

    [Fact]
    public async Task BothActivationsGrant_OneOfThemDoes_AndTheOthersMinutesComeBack()
    {
        var here = await TestCar.Create(_one);
        var free = await TestCar.Create(_one);
        var (code, late) = (await here.Code(), await here.Code());
        var there = new TestCar(_other, here.Id);
        await there.ConnectController();

        var (session, _) = await here.Granted(code);
        await Assert.ThrowsAnyAsync<Exception>(() => there.Grant(late));

        Assert.Empty(there.Controller.Sessions);
        await Eventually.Value(() => there.Grain.FindSession(session.SessionId), found => found is { Epoch: 1 });
        var elsewhere = new TestCar(_other, free.Id);
        await elsewhere.ConnectController();
        Assert.Equal(600_000, (await elsewhere.Granted(late)).Session.RemainingMs);
    }

    private static DeviceTelemetry Heard { get; } = new(7400, 81, -61, null, null, null, true, false);

    /// <summary>A controller behind its gateway's fence.</summary>
    private sealed class FencedBoard : IDeviceLink
    {
        private readonly ControllerFence _fence = new();
        private readonly ConcurrentQueue<(long Epoch, uint Seq)> _admitted = new();
        private readonly Lock _gate = new();

        public (long Epoch, uint Seq)[] Admitted => [.. _admitted];

        public Task Admits(long epoch, uint seq) => Eventually.True(() => _admitted.Contains((epoch, seq)), () => string.Join(", ", _admitted));

        public Task Knows(long epoch) => Eventually.True(() => _fence.Epoch == epoch, () => $"epoch {_fence.Epoch}");

        public Task Session(SessionNotice notice) => Do(() => _fence.Session(notice, nowMs: 0));

        public Task Drive(DriveCommand command) => Do(() =>
        {
            if (_fence.Admit(command, nowMs: 0) == GatewayRefusal.None) _admitted.Enqueue((command.Epoch, command.Seq));
        });

        public Task Stop(StopNotice notice) => Do(() => _fence.Stop(notice));

        public Task Resume(ResumeNotice notice) => Do(() => _fence.Resume(notice));

        public Task SessionEnded(SessionEndedNotice notice) => Do(() => _fence.SessionEnded(notice));

        public Task Video(VideoNotice notice) => Task.CompletedTask;

        public Task Signal(SignalMessage message) => Task.CompletedTask;

        public Task<string?> MintStreamToken(string sessionId) => Task.FromResult<string?>(null);

        public Task Close(DeviceCloseReason reason) => Task.CompletedTask;

        private Task Do(Action act)
        {
            lock (_gate) act();
            return Task.CompletedTask;
        }
    }
}
