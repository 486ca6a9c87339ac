namespace RcFleet.Orleans.Embedded.Tests;

public sealed record OtherState(int Number);
