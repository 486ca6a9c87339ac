namespace RcFleet.Cars;

/// <summary>The form of <c>carId</c> and <c>deviceId</c>: 1 to 64 of <c>a-z A-Z 0-9 . _ -</c>.</summary>
public static class CarIds
{
    /// <summary>The longest id, in characters.</summary>
    public const int MaxLength = 64;

    /// <summary>Whether <paramref name="id"/> has that form.</summary>
    public static bool IsValid(string? id)
    {
        if (id is null || id.Length is 0 or > MaxLength) return false;
        foreach (var c in id)
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('.' or '_' or '-')) return false;
        return true;
    }
}
