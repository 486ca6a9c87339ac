using System.Buffers.Text;
using System.Security.Cryptography;
using RcFleet.Devices;

namespace RcFleet.Cars;

/// <summary>
/// The driver's seat, beside the lease, which says whose it is: how the driver is reached, whether its gateway still lives,
/// and the key of its way past the grain. A restart forgets all of it. Time is handed in as monotonic milliseconds.
/// </summary>
/// <param name="silenceMs">How long a driver's gateway may be silent before its driver is lost.</param>
internal sealed class DriverSeat(long silenceMs)
{
    /// <summary>How long a driver may drive past the grain without word of it, in milliseconds: longer than a cluster needs to give a dead silo's cars to others.</summary>
    public const int GrantTtlMs = 30_000;

    /// <summary>How often who drives past the grain is told of a state in which nothing has turned.</summary>
    private const long DirectStateMs = 1000;

    private long? _keptAt;
    private long _toldAt;

    /// <summary>The driver's page, or null while nobody sits here.</summary>
    public IDriverLink? Link { get; private set; }

    /// <summary>Signs the grant of who sits here; null while nobody does.</summary>
    public string? Key { get; private set; }

    /// <summary>Nobody has joined since the grain was activated anew, and somebody may drive past it all the while.</summary>
    public bool Unknown { get; private set; }

    /// <summary>The driver goes past the grain, and hears there what the controller reports, before the grain does.</summary>
    public bool GoesDirect { get; private set; }

    /// <summary>How many states who sits here was told.</summary>
    public uint States { get; private set; }

    /// <summary>A driver sits down, in place of any other.</summary>
    public void Take(IDriverLink link)
    {
        (Link, _keptAt, GoesDirect, States) = (link, null, false, 0);
        (Key, Unknown) = (Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32)), false);
    }

    /// <summary>Goes on where another activation stopped.</summary>
    public void TakeOver(IDriverLink? link, CarHandover handover, long now) =>
        (Link, _keptAt, Key, Unknown, States) = (link, now - handover.DriverKeptAgoMs, handover.DriverKey, handover.DriverUnknown, handover.StateOrder);

    /// <summary>A session was restored, and its driver was not.</summary>
    public void Forget() => Unknown = true;

    /// <summary>Nobody sits here any more.</summary>
    public void Leave() => (Link, _keptAt, Key) = (null, null, null);

    /// <summary>Tells who sits here, if anybody, that it is over.</summary>
    public void End(EndReason reason)
    {
        if (Link is { } driver) Links.Post(driver, reason, static (l, r) => l.Ended(r));
        Leave();
    }

    /// <summary>A new token was given out: whoever drove with the old one is told, and known to be out.</summary>
    public void Reissue()
    {
        Unknown = false;
        End(EndReason.Replaced);
    }

    /// <summary>The driver's gateway lives.</summary>
    public void Keep(long now, bool goesDirect) => (_keptAt, GoesDirect) = (now, goesDirect);

    /// <summary>When the driver's gateway last said that it lives, in milliseconds before now; null before it did.</summary>
    public long? KeptAgoMs(long now) => now - _keptAt;

    /// <summary>Milliseconds until the driver is lost if its gateway says nothing before; null before its first word.</summary>
    public long? LostIn(long now) => _keptAt + silenceMs - now;

    /// <summary>The driver must be told the state though nothing has turned.</summary>
    public bool WantsState(long now) => GoesDirect && now - _toldAt >= DirectStateMs;

    /// <summary>Tells the state, or takes note that there is none to tell now.</summary>
    public void Tell(DriverState? state, long now)
    {
        _toldAt = now;
        if (state is not null && Link is { } driver) Links.Post(driver, state, static (l, s) => l.State(s));
    }

    /// <summary>Passes signaling on. False when nobody sits here.</summary>
    public bool Signal(SignalMessage message)
    {
        if (Link is not { } driver) return false;
        Links.Post(driver, message, static (l, m) => l.Signal(m));
        return true;
    }

    /// <summary>The order of the next state: above all earlier ones to this driver, also of earlier epochs.</summary>
    public long NextOrder(long epoch) => (epoch << 32) | ++States;

    /// <summary>The way past the grain to that controller; null when nobody sits here, or its gateway is too old to say where it is.</summary>
    public DriveGrant? Grant(string carId, Lease lease, DeviceAttachment? controller) =>
        Key is { } key && lease.Driver is { } holder && controller is { Gateway: { } gateway }
            ? new DriveGrant(carId, controller.DeviceId, lease.Epoch, holder, GrantTtlMs, gateway, controller.PeerUrl, key)
            : null;
}
