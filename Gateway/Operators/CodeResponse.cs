using RcFleet.Gateway.WebSockets;
using RcFleet.Rentals;

namespace RcFleet.Gateway.Operators;

/// <summary>A rental code and what is left of it.</summary>
internal sealed record CodeResponse(string Code, int Minutes, int Uses, IReadOnlyList<string> Cars, long SecondsLeft, long SecondsInUse, long UsesLeft)
{
    public static CodeResponse Of(RentalCodeInfo code)
    {
        var useMs = code.Terms.Minutes * 60_000L;
        return new CodeResponse(code.Code, code.Terms.Minutes, code.Terms.Uses, [.. code.Terms.Cars],
            Wire.Seconds(code.AvailableMs), Wire.Seconds(code.ReservedMs), (code.AvailableMs + useMs - 1) / useMs);
    }
}
