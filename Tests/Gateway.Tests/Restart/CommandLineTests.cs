using RcFleet.Silo;

namespace RcFleet.Gateway.Tests.Restart;

public class CommandLineTests
{
    [Theory]
    [InlineData("--demo", "3")]
    [InlineData("--demo=3")]
    public void Demo_ByEitherSpelling_IsTaken(params string[] args)
    {
        Assert.True(CommandLine.TryParse(args, out var command));
        Assert.Equal(3, command.DemoCars);
        Assert.Empty(command.Rest);
    }

    [Theory]
    [InlineData("--role needs", "--role", "gateway")]
    [InlineData("--role needs", "--role=gateway")]
    [InlineData("--demo needs", "--demo=many")]
    public void WhatIsWrong_ByEitherSpelling_IsTold(string sentence, params string[] args)
    {
        Assert.False(CommandLine.TryParse(args, out var command));
        Assert.StartsWith(sentence, command.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Settings_AreLeftToTheConfiguration()
    {
        string[] settings = ["--urls", "http://127.0.0.1:0", "--Fleet:DataPath=./data"];
        Assert.True(CommandLine.TryParse(settings, out var command));
        Assert.Equal(settings, command.Rest);
    }
}
