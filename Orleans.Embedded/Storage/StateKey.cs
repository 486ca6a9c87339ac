namespace Orleans.Embedded;

/// <summary>What one record of state belongs to.</summary>
internal readonly record struct StateKey(string GrainType, string GrainKey, string Store, string Name)
{
    public const string DefaultStore = "Default";

    public override string ToString() => $"{Store}:{GrainType}/{GrainKey}.{Name}";
}
