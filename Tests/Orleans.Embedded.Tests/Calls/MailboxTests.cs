namespace RcFleet.Orleans.Embedded.Tests;

public sealed class MailboxTests
{
    [Fact]
    public async Task Full_mailbox_rejects_and_recovers()
    {
        await using var host = await ProbeHost.Start(o => o.MailboxLimit = 10);
        var grain = host.Grain();
        var held = grain.Hold("1");
        await host.Probe.Saw("enter 1");
        var waiting = Enumerable.Range(0, 9).Select(n => grain.Say($"said {n}")).ToArray();
        var refused = await Assert.ThrowsAsync<LimitExceededException>(() => grain.Say("one too many"));
        Assert.Contains("MailboxLimit", refused.Message);
        Assert.True(grain.HoldOneWay("one way too many").IsCompletedSuccessfully);
        await Assert.ThrowsAsync<LimitExceededException>(() => grain.Interleaved("one too many"));

        host.Probe.Open("1");
        await Task.WhenAll([held, .. waiting]);
        await grain.Say("again");
        Assert.Equal(["activate", "enter 1", "leave 1", .. Enumerable.Range(0, 9).Select(n => $"said {n}"), "again"], host.Probe.Log);
    }

    [Fact]
    public async Task Full_mailbox_of_one_grain_does_not_hurt_another()
    {
        await using var host = await ProbeHost.Start(o => o.MailboxLimit = 1);
        var held = host.Grain().Hold("1");
        await Assert.ThrowsAsync<LimitExceededException>(() => host.Grain().Ping());
        await host.Grain("b").Ping();
        host.Probe.Open("1");
        await held;
    }
}
