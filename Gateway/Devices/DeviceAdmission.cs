using System.Net;
using RcFleet.Cars;
using RcFleet.Devices;
using RcFleet.Gateway.WebSockets;

namespace RcFleet.Gateway.Devices;

/// <summary>Finds out who a board is, from its first message, its key and where it comes from.</summary>
internal sealed class DeviceAdmission
{
    private const int MaxKey = 256;
    private readonly GatewayServices _services;
    private readonly string _named;
    private readonly DeviceRole? _asked;
    private readonly string? _key;
    private readonly bool _keyless;

    /// <param name="services">The gateway's.</param>
    /// <param name="register">As <see cref="Read"/> gave it.</param>
    /// <param name="headerKey">The key of the Authorization header, which goes before the message's.</param>
    /// <param name="address">Where the connection comes from.</param>
    public DeviceAdmission(GatewayServices services, RegisterMessage register, string? headerKey, IPAddress? address)
    {
        _services = services;
        _named = register.DeviceId!;
        _asked = Wire.Role(register.Role);
        _key = headerKey ?? register.Key;
        _keyless = string.IsNullOrEmpty(_key) && services.Keyless.Admits(address);

        // What a board of v1.0 calls itself is its car; the role tells its boards apart.
        DeviceId = _keyless && _asked is { } role ? KeylessIds.Of(_named, role) : _named;
    }

    /// <summary>Its id in the fleet, if it is who it says.</summary>
    public string DeviceId { get; }

    /// <summary>Reads a first message; null when it is a good register.</summary>
    public static DeviceRefusal? Read(MessageKind kind, ReadOnlySpan<byte> message, out RegisterMessage register)
    {
        register = new RegisterMessage();
        if (kind != MessageKind.Text)
            return new DeviceRefusal(kind == MessageKind.TooLarge ? CloseCodes.TooLarge : CloseCodes.Malformed, "register_expected", "The first message must be a register of at most 16 KiB of text.");
        if (!DeviceMessages.TryReadType(message, out var type)) return new DeviceRefusal(CloseCodes.Malformed, "not_json", "A message must be one JSON object with one type.");
        if (type != "register") return new DeviceRefusal(CloseCodes.Malformed, "register_expected", "The first message must be a register.");
        if (!DeviceMessages.TryReadRegister(message, out register, out var problem)) return DeviceRefusal.Malformed(problem);
        if (!CarIds.IsValid(register.DeviceId)) return DeviceRefusal.Malformed("deviceId must be 1 to 64 of a-z A-Z 0-9 . _ -");
        return register.Role is not null && Wire.Role(register.Role) is null ? DeviceRefusal.Malformed("role must be camera, control or car.") : null;
    }

    /// <summary>Asks the fleet, each time anew: a key may be changed and a board deleted at any time.</summary>
    public async Task<(DeviceIdentity? Identity, DeviceRefusal? Refusal)> AskAsync()
    {
        var device = _services.Grains.GetGrain<IDeviceGrain>(DeviceId);
        AuthenticateResult answer;
        if (_keyless)
        {
            if (_asked is not { } role) return (null, DeviceRefusal.Malformed("A board without a key must say its role."));
            answer = await device.AdmitKeyless(_named, role);
        }
        else
        {
            if (_key is not { Length: > 0 and <= MaxKey }) return (null, DeviceRefusal.Unauthorized);
            answer = await device.Authenticate(DeviceKey.Hash(_key));
        }

        return answer.Outcome switch
        {
            AuthenticateOutcome.Ok when _asked is { } asked && asked != answer.Role =>
                (null, new DeviceRefusal(CloseCodes.Unauthorized, "role_mismatch", $"This device was provisioned as {Wire.Name(answer.Role)}.")),
            AuthenticateOutcome.Ok => (new DeviceIdentity(DeviceId, _named, answer.CarId!, answer.Role), null),
            AuthenticateOutcome.Refused => (null, DeviceRefusal.Unauthorized),
            AuthenticateOutcome.Revoked => (null, DeviceRefusal.Revoked),
            AuthenticateOutcome.KeyRequired => (null, DeviceRefusal.KeyRequired),
            AuthenticateOutcome.RoleTaken => (null, DeviceRefusal.RoleTaken),
            _ => throw new InvalidOperationException($"Unexpected {answer.Outcome}."),
        };
    }
}
