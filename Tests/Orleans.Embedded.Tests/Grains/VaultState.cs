using System.Collections.Immutable;

namespace RcFleet.Orleans.Embedded.Tests;

public sealed class VaultState
{
    public List<int> Numbers { get; } = [];

    public ImmutableArray<string> Tags { get; init; } = [];

    public int Count { get; private set; }

    public double Field = double.NaN;

    public string Big { get; set; } = "";

    public void Add(int number)
    {
        Numbers.Add(number);
        Count++;
    }
}
