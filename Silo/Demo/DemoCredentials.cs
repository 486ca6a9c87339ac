namespace RcFleet.Silo.Demo;

/// <summary>What a newcomer needs to try the demonstration.</summary>
internal sealed record DemoCredentials(string OperatorKey, string RentalCode);
