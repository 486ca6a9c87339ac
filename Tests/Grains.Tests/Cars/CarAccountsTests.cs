using RcFleet.Rentals;
using RcFleet.Rides;
using RcFleet.Storage;

namespace RcFleet.Cars;

public sealed class CarAccountsTests
{
    private static readonly SessionRecord Session = new() { SessionId = "s", Code = "1234-5678-9012", GrantedMs = 600_000, RemainingMs = 200_000, PausedMs = 5000, StartedAtMs = 1_000_000 };
    private static readonly Traffic Carried = new(1, 2, 3, 4, 5, 6);

    private readonly List<string> _calls = [];
    private readonly List<Ride> _entered = [];
    private readonly TaskCompletionSource _code = new();
    private readonly CarAccounts _accounts;

    public CarAccountsTests()
    {
        var settlements = new DurableOutbox<Settlement>([], s => s.SessionId, Settle, () => { }, (_, _) => { });
        var rides = new DurableOutbox<Ride>([], r => r.SessionId, Enter, () => { }, (_, _) => { });
        _accounts = new CarAccounts("car-1", Reserve, settlements, rides, Traffic.Nothing, TimeProvider.System);
    }

    [Fact]
    public async Task Ride_IsOfWhatWasDrivenAndCarried_ItsCodeIsNotShown()
    {
        _accounts.Open();
        Assert.False(_accounts.Add("s", "s", Carried));
        _accounts.EnterRide(Session, EndReason.Expired, nowMs: 1_500_000);
        Assert.True(_accounts.Add(null, "s", Carried), "what is counted after the end belongs to the ride, and must be saved");
        Assert.False(_accounts.Add(null, "another", Carried));
        Assert.Equal(Traffic.Nothing, _accounts.Traffic);

        await _accounts.EnterRides();
        Assert.Empty(_entered);
        Written();
        await _accounts.EnterRides();
        Assert.Equal([new Ride("s", "car-1", "9012", 1_000_000, 1_500_000, 600_000, 400_000, 5000, EndReason.Expired, Carried + Carried)], _entered);
        Assert.True(_accounts.AreSettled);
    }

    [Fact]
    public void Ride_WhoseClockWasSetBack_DoesNotEndBeforeItStarted()
    {
        _accounts.EnterRide(Session, EndReason.Released, nowMs: 999_000);
        Assert.Equal(1_000_000, Assert.Single(_accounts.Rides).EndedAtMs);
    }

    [Fact]
    public async Task Reserve_ACodeWhoseTimeIsOnItsWayBack_WaitsForThat()
    {
        _accounts.GiveBack(new LeaseEnd("operators", null, 1));
        Assert.True(_accounts.AreSettled);
        _accounts.GiveBack(new LeaseEnd("s", Session.Code, 200_000));
        Written();
        Assert.True(_accounts.Owe("s"));

        await _accounts.Reserve("another", "s2");
        var reserved = _accounts.Reserve(Session.Code!, "s3");
        Assert.Equal(["reserve another s2", "settle s"], _calls);
        _code.SetResult();
        await reserved;
        Assert.Equal(["reserve another s2", "settle s", "reserve 1234-5678-9012 s3"], _calls);
        Assert.False(_accounts.Owe("s"));
    }

    private void Written() => _accounts.Written(new CarState { Settlements = _accounts.Settlements, Rides = _accounts.Rides });

    private Task Settle(Settlement settlement)
    {
        _calls.Add("settle " + settlement.SessionId);
        return _code.Task;
    }

    private Task Enter(Ride ride)
    {
        _entered.Add(ride);
        return Task.CompletedTask;
    }

    private Task<ReserveResult> Reserve(string code, string sessionId)
    {
        _calls.Add($"reserve {code} {sessionId}");
        return Task.FromResult(new ReserveResult(ReserveOutcome.Reserved, 1));
    }
}
