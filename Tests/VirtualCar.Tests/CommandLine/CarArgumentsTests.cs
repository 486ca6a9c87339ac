using RcFleet.VirtualCar.CommandLine;

namespace RcFleet.VirtualCar.Tests.CommandLine;

public class CarArgumentsTests
{
    [Fact]
    public void All_errors_come_at_once()
    {
        var parsed = CarArguments.Parse(["--role", "boat", "--port", "70000", "--colour", "--key"]);

        Assert.Null(parsed.Options);
        Assert.Collection(
            parsed.Errors.Order(StringComparer.Ordinal),
            error => Assert.StartsWith("'--colour' is not an option", error, StringComparison.Ordinal),
            error => Assert.Equal("--device is missing.", error),
            error => Assert.Equal("--key needs a value after it.", error),
            error => Assert.StartsWith("--port is '70000'", error, StringComparison.Ordinal),
            error => Assert.StartsWith("--role is 'boat'", error, StringComparison.Ordinal),
            error => Assert.Equal("--url is missing.", error));
    }

    [Theory]
    [InlineData("http://127.0.0.1:8080/ws/device", "car-1", "must begin with ws://")]
    [InlineData("ws://127.0.0.1:8080/ws/device", "car 1", "must be 1 to 64")]
    public void What_is_well_formed_but_wrong_is_refused_too(string url, string device, string expected)
    {
        var error = Assert.Single(CarArguments.Parse(["--url", url, "--device", device, "--key", "k"]).Errors);
        Assert.Contains(expected, error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("camera")]
    [InlineData("control")]
    [InlineData("car")]
    public void The_role_says_which_credential_it_is(string role)
    {
        var options = CarArguments.Parse(
            ["--url", "ws://127.0.0.1:8080/ws/device", "--device", "car-1", "--key", "k", "--role", role, "--port", "8081", "--pwm-log", "x"]).Options!;

        var expected = new DeviceCredential("car-1", "k");
        Assert.Equal(role == "camera" ? expected : null, options.Camera);
        Assert.Equal(role == "control" ? expected : null, options.Control);
        Assert.Equal(role == "car" ? expected : null, options.Car);
        Assert.Equal((8081, "x"), (options.StreamPort, options.PwmLog));
    }

    [Fact]
    public void A_credential_does_not_print_its_key() =>
        Assert.DoesNotContain("secret", $"{new DeviceCredential("car-1", "secret")}", StringComparison.Ordinal);
}
