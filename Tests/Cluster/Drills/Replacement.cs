using System.Globalization;

namespace RcFleet.Cluster.Drills;

/// <summary>What one process' stop did to the drive.</summary>
/// <param name="Name">Of the process.</param>
/// <param name="GapMs">The longest time without a command at the car.</param>
/// <param name="TimesInNeutral">How often the car's controller was in neutral.</param>
/// <param name="NeutralMs">The longest time in neutral.</param>
/// <param name="HeldUpMs">The longest time for which the machine did not let the drill itself run.</param>
/// <param name="Closes">The ends of connections of driver and board.</param>
/// <param name="UnreadyAt">When the process was seen not to be ready.</param>
/// <param name="Epochs">The driver's joins until then.</param>
internal sealed record Replacement(
    string Name, double GapMs, int TimesInNeutral, double NeutralMs, double HeldUpMs, IReadOnlyList<DrillCar.Closed> Closes, long UnreadyAt, IReadOnlyList<long> Epochs)
{
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Name}: {GapMs:0} ms without a command, {TimesInNeutral} times in neutral, at most {NeutralMs:0} ms; drill held up {HeldUpMs:0} ms; closed {string.Join(", ", Closes.Select(c => c.Code))}; epochs {string.Join(", ", Epochs)}");
}
