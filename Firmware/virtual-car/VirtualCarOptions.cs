using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace RcFleet.VirtualCar;

/// <summary>
/// One virtual car. Give it <see cref="Car"/> (one board that is both), or <see cref="Camera"/> and <see cref="Control"/>
/// (two boards, two sockets), or one of these two alone.
/// </summary>
public sealed record VirtualCarOptions
{
    /// <summary>The server's device socket, such as <c>ws://127.0.0.1:8080/ws/device</c>; <c>ws</c> or <c>wss</c>.</summary>
    public required Uri ServerUrl { get; init; }

    /// <summary>Shown in the picture and in logs; also picks the bonnet's colour.</summary>
    public required string Name { get; init; }

    /// <summary>The camera board, or null.</summary>
    public DeviceCredential? Camera { get; init; }

    /// <summary>The control board, or null.</summary>
    public DeviceCredential? Control { get; init; }

    /// <summary>The board that is both, or null.</summary>
    public DeviceCredential? Car { get; init; }

    /// <summary>Port of the camera's MJPEG server, 0 to 65535; 0 (default) takes any free one.</summary>
    public int StreamPort { get; init; }

    /// <summary>File that gets <c>milliseconds throttle_us steering_us armed</c> every 20 ms, or null. Overwritten.</summary>
    public string? PwmLog { get; init; }

    /// <summary>Place on the starting grid, so that several cars stand apart. From 0, default 0.</summary>
    public int StartPose { get; init; }

    /// <summary>A drive frame that lags by more is dropped, in ms. Default 150.</summary>
    public int MaxCommandAgeMs { get; init; } = 150;

    /// <summary>How many 20 ms ticks the in-memory trace holds; 0 (default) keeps none. The oldest are overwritten.</summary>
    public int TraceCapacity { get; init; }

    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    public ILoggerFactory LoggerFactory { get; init; } = NullLoggerFactory.Instance;

    /// <summary>Every error at once, as sentences; empty if all is well.</summary>
    public IReadOnlyList<string> Validate()
    {
        var errors = new List<string>();
        if (!ServerUrl.IsAbsoluteUri || ServerUrl.Scheme is not ("ws" or "wss"))
            errors.Add($"The server's URL is '{ServerUrl}'; it must begin with ws:// or wss://, such as ws://127.0.0.1:8080/ws/device.");
        if (Car is null && Camera is null && Control is null)
            errors.Add("The car has no device: give it the credential of a camera, a controller, or a car that is both.");
        if (Car is not null && (Camera is not null || Control is not null))
            errors.Add("A device of role car is camera and controller already; give it no others.");
        foreach (var device in new[] { Car, Camera, Control })
        {
            if (device is null) continue;
            if (device.DeviceId.Length is 0 or > 64 || device.DeviceId.Any(c => !char.IsAsciiLetterOrDigit(c) && c is not ('.' or '_' or '-')))
                errors.Add($"The device id '{device.DeviceId}' must be 1 to 64 of a-z A-Z 0-9 . _ and -.");
            if (string.IsNullOrWhiteSpace(device.Key))
                errors.Add($"The device '{device.DeviceId}' has no key; an operator gets one when the device is provisioned.");
        }

        if (StreamPort is < 0 or > 65535) errors.Add($"The stream port is {StreamPort}; it must be 0 (any) to 65535.");
        if (StartPose < 0) errors.Add($"The place on the grid is {StartPose}; it must be 0 or more.");
        if (MaxCommandAgeMs is < 1 or > 5000) errors.Add($"The maximum command age is {MaxCommandAgeMs} ms; it must be 1 to 5000.");
        if (TraceCapacity is < 0 or > 1_000_000) errors.Add($"The trace capacity is {TraceCapacity}; it must be 0 to 1000000.");
        return errors;
    }
}
