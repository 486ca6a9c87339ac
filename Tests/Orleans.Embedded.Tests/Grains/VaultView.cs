namespace RcFleet.Orleans.Embedded.Tests;

public sealed record VaultView(int[] Numbers, string? Etag, bool Exists, int Other);
