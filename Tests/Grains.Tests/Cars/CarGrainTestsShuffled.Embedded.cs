namespace RcFleet.Cars;

/// <summary>With calls in random order, as Orleans may deliver them.</summary>
public sealed class CarGrainTestsShuffled() : CarGrainTests(shuffle: true);
