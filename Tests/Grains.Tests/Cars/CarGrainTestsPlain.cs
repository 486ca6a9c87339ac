namespace RcFleet.Cars;

public sealed class CarGrainTestsPlain() : CarGrainTests(shuffle: false);
