using Orleans.Configuration;

namespace RcFleet.Hosting.Cluster;

/// <summary>How long the members of a cluster wait for each other, in one place.</summary>
internal static class ClusterTimes
{
    /// <summary>
    /// A silo keeps an unbounded queue for a gateway that has gone, and would hand it over when it returns: a burst of old
    /// commands, which the fences then refuse. Orleans' default is a minute; it looks after the queue as seldom as that, too.
    /// </summary>
    public static readonly TimeSpan ClientDrop = TimeSpan.FromSeconds(5);

    /// <summary>A silo that stops tells its gateways, and waits so long for their last calls. Orleans' default is not to tell them.</summary>
    public static readonly TimeSpan ShutdownNotice = TimeSpan.FromSeconds(3);

    /// <summary>How often a gateway looks for new silos; Orleans' default is a minute.</summary>
    public static readonly TimeSpan GatewayListRefresh = TimeSpan.FromSeconds(5);

    /// <summary>How long a connection within the cluster may take to open.</summary>
    public static readonly TimeSpan OpenConnection = TimeSpan.FromSeconds(2);

    /// <summary>How long a silo may take to stop: its grains write and move to others. Less than the pod's grace period.</summary>
    public static readonly TimeSpan SiloShutdown = TimeSpan.FromSeconds(60);

    /// <summary>
    /// A dead silo is out as soon as that is safe: three probes missed, about a second each, and two silos that say so (one
    /// may ask another to look). A killed process' connections break at once; one that hangs is given
    /// three times the longest probe first, for as long as it was heard of at all.
    /// </summary>
    public static void Configure(ClusterMembershipOptions membership, ClusterSettings settings)
    {
        var probe = TimeSpan.FromMilliseconds(settings.ProbeTimeoutMs);
        membership.ProbeTimeout = probe;
        membership.MinProbeTimeout = probe;
        membership.MaxProbeTimeout = 3 * probe;
        membership.NumMissedProbesLimit = 3;
        membership.NumVotesForDeathDeclaration = 2;

        // A silo whose last sign of life is three of these old by another one's clock has no say there, and is told of changes
        // only when it looks itself, every 10 s: clocks should not differ by more. Longer would make the first silo after the
        // loss of all wait as long before it may join.
        membership.IAmAliveTablePublishTimeout = TimeSpan.FromSeconds(5);
        membership.TableRefreshTimeout = TimeSpan.FromSeconds(10);

        // At this age, by the clock of another, which may be a minute or two ahead, a silo that has not joined is put out, and
        // ends without a word. The host gives up before.
        membership.MaxJoinAttemptTime = TimeSpan.FromSeconds(settings.JoinSeconds) + TimeSpan.FromMinutes(3);
    }

    /// <summary>
    /// The cars of a silo that was declared dead wake elsewhere at once. Orleans would hold them back for 30 s, lest the dead
    /// one still lives; one that does is refused by its state's ETag, and its commands by their epoch.
    /// </summary>
    public static void Configure(GrainDirectoryOptions directory) => directory.RangeLeaseDuration = TimeSpan.Zero;

    /// <summary>Limits of a silo's messages.</summary>
    public static void Configure(SiloMessagingOptions messaging)
    {
        messaging.ResponseTimeout = CallTimeouts.Quickly;
        messaging.ClientDropTimeout = ClientDrop;
        messaging.ClientGatewayShutdownNotificationTimeout = ShutdownNotice;

        // As the embedded engine's mailbox: one more is refused, a one-way call is dropped.
        messaging.MaxEnqueuedRequestsHardLimit = CallTimeouts.MailboxLimit;
    }

    /// <summary>Limits of a gateway's messages.</summary>
    public static void Configure(ClientMessagingOptions messaging) => messaging.ResponseTimeout = CallTimeouts.Quickly;
}
