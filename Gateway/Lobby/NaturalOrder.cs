namespace RcFleet.Gateway.Lobby;

/// <summary>Orders ids as people do: car-2 before car-10, whatever the case of letters.</summary>
/// <remarks>Written here because <see cref="System.Globalization.CompareOptions.NumericOrdering"/> does nothing under invariant globalization.</remarks>
internal sealed class NaturalOrder : IComparer<string>
{
    private NaturalOrder()
    {
    }

    public static NaturalOrder Instance { get; } = new();

    public int Compare(string? x, string? y)
    {
        var order = CompareRuns(x, y);
        return order != 0 ? order : string.CompareOrdinal(x, y);
    }

    private static int CompareRuns(ReadOnlySpan<char> x, ReadOnlySpan<char> y)
    {
        while (!x.IsEmpty && !y.IsEmpty)
        {
            var digits = (x: Digits(x), y: Digits(y));
            int order;
            if (digits.x > 0 && digits.y > 0)
            {
                // Without leading zeros the longer number is the larger one.
                var numbers = (x: x[..digits.x].TrimStart('0').ToString(), y: y[..digits.y].TrimStart('0').ToString());
                order = numbers.x.Length != numbers.y.Length ? numbers.x.Length - numbers.y.Length : string.CompareOrdinal(numbers.x, numbers.y);
                x = x[digits.x..];
                y = y[digits.y..];
            }
            else
            {
                order = char.ToUpperInvariant(x[0]) - char.ToUpperInvariant(y[0]);
                x = x[1..];
                y = y[1..];
            }

            if (order != 0) return order;
        }

        return x.Length - y.Length;
    }

    private static int Digits(ReadOnlySpan<char> text)
    {
        var end = text.IndexOfAnyExceptInRange('0', '9');
        return end < 0 ? text.Length : end;
    }
}
