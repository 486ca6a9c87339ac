using RcFleet.Cars;
using RcFleet.Gateway.Peers;

namespace RcFleet.Gateway.Tests.Peers;

/// <summary>Two gateways whose clocks differ by hours.</summary>
public class SenderClocksTests
{
    private const long Hours = 7 * 3_600_000L;
    private readonly GatewayIdentity _own = new();
    private readonly SenderClocks _clocks;

    public SenderClocksTests() => _clocks = new SenderClocks(_own);

    [Theory]
    [InlineData(Hours)]
    [InlineData(-Hours)]
    [InlineData(0)]
    [InlineData(4_294_967_000L)]
    public void TheFirstOfASender_IsAgedWhatItsSenderMeasured(long ahead)
    {
        Assert.Equal(0, Age(ahead, sentAt: 100_000, arrivedAt: 100_005, measured: 0, sender: "a"));
        Assert.Equal(40, Age(ahead, 100_000, 100_005, measured: 40, sender: "b"));
    }

    [Theory]
    [InlineData(Hours)]
    [InlineData(-Hours)]
    public void ABurstThatWasHeldBack_IsFoundOld(long ahead)
    {
        for (var i = 0; i < 20; i++) Assert.InRange(Age(ahead, 100_000 + (i * 50), 100_003 + (i * 50) + (i % 3)), 0, 2);

        // Sent over 2 s, released at once.
        var released = 103_000;
        for (var i = 0; i < 40; i++)
        {
            var sent = 101_000 + (i * 50);
            Assert.InRange(Age(ahead, sent, released), released - sent - 3, released - sent);
        }

        Assert.InRange(Age(ahead, 103_050, 103_053), 0, 0);
    }

    [Fact]
    public void WhatTheSenderMeasured_AddsToTheWay()
    {
        Age(Hours, 100_000, 100_003);
        Assert.Equal(100 + 60, Age(Hours, 100_050, 100_050 + 3 + 60, measured: 100));
    }

    [Fact]
    public void ADriftOf200Ppm_NeverLooksLikeAge()
    {
        for (var second = 0; second < 7200; second++)
        {
            var at = 100_000L + (second * 1000);
            Assert.InRange(Age(Hours - (second / 5), at, at + 3), 0, 8);
        }
    }

    [Fact]
    public void OneSendersStall_SaysNothingOfAnothers()
    {
        Age(Hours, 100_000, 100_003, sender: "a");
        Age(-Hours, 100_000, 100_001, sender: "b");
        Assert.Equal(500, Age(Hours, 100_100, 100_603, sender: "a"));
        Assert.Equal(0, Age(-Hours, 100_100, 100_101, sender: "b"));
    }

    [Fact]
    public void OwnCommands_KeepTheirOrigin()
    {
        var command = new DriveCommand(1, 1, 12_345, 0, 0, _own.Id, 7);
        Assert.Same(command, _clocks.Localise(command, 99_999));
    }

    [Fact]
    public void ASenderWithoutAName_CountsAsAgedZero() =>
        Assert.Equal(99_999, _clocks.Localise(new DriveCommand(1, 1, 5, 0, 0), 99_999).OriginMs);

    [Fact]
    public void MoreSendersThanTheLimit_ForgetTheQuietOnes_AndGoOn()
    {
        for (var i = 0; i < 3 * SenderClocks.MaxSenders; i++) Assert.Equal(0, Age(i, 100_000, 100_000, sender: "s" + i));
        var last = (3 * SenderClocks.MaxSenders) - 1;
        Assert.Equal(100, Age(last, 100_000, 100_100, sender: "s" + last));
    }

    // Times are on the receiver's clock; the sender's is ahead of it.
    private long Age(long ahead, long sentAt, long arrivedAt, int measured = 0, string sender = "other") =>
        arrivedAt - _clocks.Localise(new DriveCommand(1, 1, sentAt + ahead - measured, 0, 0, sender, measured), arrivedAt).OriginMs;
}
