using RcFleet.Devices;

namespace RcFleet.Cars;

public sealed class RosterTests
{
    private static readonly CarBoard Controller = new("ctl", DeviceRole.Control);
    private static readonly CarBoard Keyless = new("old", DeviceRole.Control, Keyless: true);

    [Theory]
    [InlineData("ctl", DeviceRole.Control, false, null)]
    [InlineData("ctl", DeviceRole.Car, false, null)]
    [InlineData("cam", DeviceRole.Camera, false, null)]
    [InlineData("ctl-2", DeviceRole.Control, false, AddDeviceOutcome.RoleTaken)]
    [InlineData("both", DeviceRole.Car, false, AddDeviceOutcome.RoleTaken)]
    [InlineData("old", DeviceRole.Camera, true, AddDeviceOutcome.KeyRequired)]
    public void Refusal_OfACarWithAController(string deviceId, DeviceRole role, bool keyless, AddDeviceOutcome? expected) =>
        Assert.Equal(expected, new Roster([Controller]).Refusal(new CarBoard(deviceId, role, keyless)));

    [Theory]
    [InlineData("old-2", DeviceRole.Control, true, AddDeviceOutcome.RoleTaken)]
    [InlineData("old-cam", DeviceRole.Camera, true, null)]
    [InlineData("ctl", DeviceRole.Control, false, null)]
    public void Refusal_OfACarWithoutKeys(string deviceId, DeviceRole role, bool keyless, AddDeviceOutcome? expected) =>
        Assert.Equal(expected, new Roster([Keyless]).Refusal(new CarBoard(deviceId, role, keyless)));

    [Fact]
    public void With_ABoardWithAKey_DisplacesThoseWithout()
    {
        var roster = new Roster([Keyless]);
        Assert.Equal([Keyless], roster.DisplacedBy(Controller));
        Assert.Equal(Controller, Assert.Single(roster.With(Controller).Boards));
    }

    [Fact]
    public void With_TheSameBoardInAnotherRole_TakesItsOwnPlace()
    {
        var both = Controller with { Role = DeviceRole.Car };
        Assert.Empty(new Roster([Controller]).DisplacedBy(both));
        Assert.Equal(both, Assert.Single(new Roster([Controller]).With(both).Boards));
    }

    [Fact]
    public void Without_TheLastOne_IsEmpty() => Assert.True(new Roster([Controller]).Without("ctl").IsEmpty);
}
