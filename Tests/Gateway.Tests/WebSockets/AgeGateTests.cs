using RcFleet.Gateway.WebSockets;

namespace RcFleet.Gateway.Tests.WebSockets;

public class AgeGateTests
{
    [Fact]
    public void AgeOf_FirstFrame_IsZero_WhateverTheClocksSay() => Assert.Equal(0, new AgeGate().AgeOf(4_000_000_000, 17));

    [Fact]
    public void AgeOf_FrameThatLagsTheBest_IsTheLag()
    {
        var gate = new AgeGate();
        gate.AgeOf(1000, 50_000);
        Assert.Equal(151, gate.AgeOf(1020, 50_171));
        Assert.Equal(0, gate.AgeOf(1040, 50_040));
    }

    [Fact]
    public void AgeOf_FasterFrame_BecomesTheNewBest()
    {
        var gate = new AgeGate();
        gate.AgeOf(1000, 50_100);
        Assert.Equal(0, gate.AgeOf(1020, 50_020));
        Assert.Equal(80, gate.AgeOf(1040, 50_120));
    }

    [Fact]
    public void AgeOf_AcrossTheWrapOfTheSendersClock_GoesOn()
    {
        var gate = new AgeGate();
        gate.AgeOf(uint.MaxValue - 9, 1000);
        Assert.Equal(0, gate.AgeOf(10, 1020));
        Assert.Equal(30, gate.AgeOf(20, 1060));
    }

    [Fact]
    public void AgeOf_AfterTheWindow_TheOldBestIsForgotten()
    {
        var gate = new AgeGate();
        gate.AgeOf(0, 1000);
        // The path is 500 ms longer from now on: old for the window's 30 s, normal after it.
        Assert.Equal(500, gate.AgeOf(29_000, 30_500));
        Assert.Equal(0, gate.AgeOf(31_000, 32_500));
    }

    [Fact]
    public void AgeOf_ABurstAfterAStall_AgesEachFrameByItsOwnStamp()
    {
        var gate = new AgeGate();
        gate.AgeOf(0, 1000);
        var ages = Enumerable.Range(1, 5).Select(i => gate.AgeOf((uint)(i * 20), 1100)).ToArray();
        Assert.Equal([80, 60, 40, 20, 0], ages);
    }
}
