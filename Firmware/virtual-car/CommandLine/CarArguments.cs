using System.Globalization;

namespace RcFleet.VirtualCar.CommandLine;

/// <summary>The command line, read. Either options, or help was asked for, or errors.</summary>
/// <param name="Options">The car, if there are no errors.</param>
/// <param name="Help">Help was asked for.</param>
/// <param name="Errors">Every error at once, a sentence each.</param>
public sealed record CarArguments(VirtualCarOptions? Options, bool Help, IReadOnlyList<string> Errors)
{
    public const string Usage = """
        A virtual RC car that connects to an RcFleet server as real boards do.

          dotnet run --project Firmware/virtual-car -- --url URL --device ID --key KEY [options]

          --url URL        the server's device socket, such as ws://127.0.0.1:8080/ws/device
          --device ID      the device's id
          --key KEY        the key shown when the device was provisioned
          --role ROLE      camera, control or car, which is both (default car)
          --port PORT      port of the camera's MJPEG server; 0 takes any free one (default 0)
          --pwm-log FILE   write "milliseconds throttle_us steering_us armed" every 20 ms
          --grid N         place on the starting grid, from 0 (default 0)
          --help           this text
        """;

    private static readonly string[] Known = ["--url", "--device", "--key", "--role", "--port", "--pwm-log", "--grid"];

    public static CarArguments Parse(IReadOnlyList<string> arguments)
    {
        var errors = new List<string>();
        var values = new Dictionary<string, string>();
        for (var i = 0; i < arguments.Count; i++)
        {
            var name = arguments[i];
            if (name is "--help" or "-h") return new CarArguments(null, true, []);
            if (!Known.Contains(name)) errors.Add($"'{name}' is not an option; --help lists them.");
            else if (i + 1 == arguments.Count || arguments[i + 1].StartsWith("--", StringComparison.Ordinal)) errors.Add($"{name} needs a value after it.");
            else if (!values.TryAdd(name, arguments[++i])) errors.Add($"{name} is given twice.");
        }

        foreach (var required in new[] { "--url", "--device", "--key" })
            if (!values.ContainsKey(required) && !errors.Any(error => error.StartsWith(required, StringComparison.Ordinal)))
                errors.Add($"{required} is missing.");

        var role = values.GetValueOrDefault("--role", "car");
        if (role is not ("camera" or "control" or "car")) errors.Add($"--role is '{role}'; it must be camera, control or car.");
        var port = Number(values, "--port", 65535, errors);
        var grid = Number(values, "--grid", 1000, errors);
        Uri? url = null;
        if (values.TryGetValue("--url", out var text) && !Uri.TryCreate(text, UriKind.Absolute, out url))
            errors.Add($"--url is '{text}'; it must begin with ws:// or wss://, such as ws://127.0.0.1:8080/ws/device.");
        if (errors.Count > 0) return new CarArguments(null, false, errors);

        var credential = new DeviceCredential(values["--device"], values["--key"]);
        var options = new VirtualCarOptions
        {
            ServerUrl = url!,
            Name = credential.DeviceId,
            Camera = role == "camera" ? credential : null,
            Control = role == "control" ? credential : null,
            Car = role == "car" ? credential : null,
            StreamPort = port,
            PwmLog = values.GetValueOrDefault("--pwm-log"),
            StartPose = grid,
        };
        var wrong = options.Validate();
        return wrong.Count > 0 ? new CarArguments(null, false, wrong) : new CarArguments(options, false, []);
    }

    private static int Number(Dictionary<string, string> values, string name, int most, List<string> errors)
    {
        if (!values.TryGetValue(name, out var text)) return 0;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= most) return number;
        errors.Add($"{name} is '{text}'; it must be a whole number from 0 to {most}.");
        return 0;
    }
}
