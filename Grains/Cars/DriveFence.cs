namespace RcFleet.Cars;

/// <summary>
/// The fence in the car's grain: which drive commands pass, and how far they have come in the epoch. Assumes no order. Pure.
/// </summary>
internal sealed class DriveFence
{
    /// <summary>The epoch of <see cref="Seq"/>.</summary>
    public long Epoch { get; private set; }

    /// <summary>The newest sequence number of a command or stop; 0 before the first.</summary>
    public uint Seq { get; private set; }

    /// <summary>Goes on where another activation stopped.</summary>
    public void TakeOver(CarHandover handover) => (Epoch, Seq) = (handover.SeqEpoch, handover.Seq);

    /// <summary>Whether a command may pass.</summary>
    /// <param name="command">As it came from a gateway.</param>
    /// <param name="lease">Whose commands may pass.</param>
    /// <param name="durable">The lease's epoch is on disk, and the car is this activation's.</param>
    /// <param name="controller">A controller is connected.</param>
    public DriveRefusal Judge(DriveCommand command, Lease lease, bool durable, bool controller)
    {
        // NaN fails every comparison.
        if (command is not { Seq: > 0, Steering: >= -1 and <= 1, Throttle: >= -1 and <= 1 }) return DriveRefusal.Malformed;
        if (lease.Session is null) return DriveRefusal.NoSession;
        if (command.Epoch < lease.Epoch) return DriveRefusal.StaleEpoch;
        if (command.Epoch > lease.Epoch) return DriveRefusal.UnknownEpoch;
        if (lease.Phase != LeasePhase.Driving) return DriveRefusal.NotDriving;
        if (lease.Stopped) return DriveRefusal.Stopped;
        if (!durable) return DriveRefusal.NotDurable;
        if (command.Seq <= SeqOf(command.Epoch)) return DriveRefusal.Superseded;
        return controller ? DriveRefusal.None : DriveRefusal.NoController;
    }

    /// <summary>A command passed, or a stop came after it: what is not newer is void.</summary>
    public void Passed(long epoch, uint seq) => (Epoch, Seq) = (epoch, Math.Max(SeqOf(epoch), seq));

    /// <summary>The newest sequence number of that epoch, 0 before the first.</summary>
    public uint SeqOf(long epoch) => Epoch == epoch ? Seq : 0;
}
