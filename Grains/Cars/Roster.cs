using System.Collections.Immutable;
using RcFleet.Devices;

namespace RcFleet.Cars;

/// <summary>
/// The boards that are part of a car, connected or not. Boards without a key have one place a role, since only their role
/// tells them apart; the first board with a key takes the car away from all of them. Pure and immutable.
/// </summary>
/// <param name="Boards">Oldest first.</param>
internal readonly record struct Roster(ImmutableArray<CarBoard> Boards)
{
    /// <summary>The car has no boards, so nobody needs to know it.</summary>
    public bool IsEmpty => Boards.IsEmpty;

    /// <summary>That board, or null.</summary>
    public CarBoard? Find(string deviceId) => Boards.FirstOrDefault(b => b.DeviceId == deviceId);

    /// <summary>Why a board can't become part of the car; null when it can, or is.</summary>
    public AddDeviceOutcome? Refusal(CarBoard board)
    {
        if (board.Keyless && Boards.Any(b => !b.Keyless)) return AddDeviceOutcome.KeyRequired;
        return Boards.Any(b => b.DeviceId != board.DeviceId && b.Keyless == board.Keyless && Overlap(b.Role, board.Role)) ? AddDeviceOutcome.RoleTaken : null;
    }

    /// <summary>Those that lose the car to a board.</summary>
    public IEnumerable<CarBoard> DisplacedBy(CarBoard board) => Boards.Where(b => b.Keyless && !board.Keyless);

    /// <summary>With a board, in place of what it was before and of those that it displaces.</summary>
    public Roster With(CarBoard board) => new(Boards.RemoveAll(b => b.DeviceId == board.DeviceId || (b.Keyless && !board.Keyless)).Add(board));

    /// <summary>Without that board.</summary>
    public Roster Without(string deviceId) => new(Boards.RemoveAll(b => b.DeviceId == deviceId));

    private static bool Overlap(DeviceRole one, DeviceRole other) => one == other || one == DeviceRole.Car || other == DeviceRole.Car;
}
