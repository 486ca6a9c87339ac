namespace RcFleet.Gateway.Operators;

/// <summary>Asks for a rental code.</summary>
/// <param name="Minutes">Minutes a use, 1 to 1440.</param>
/// <param name="Cars">The cars that it is good for; none means every car.</param>
/// <param name="Uses">How many times those minutes, 1 (default) to 10000.</param>
internal sealed record CodeRequest(int? Minutes, IReadOnlyList<string>? Cars, int? Uses);
