using System.Text;

namespace RcFleet.Gateway.Addresses;

/// <summary>Reads the <c>Forwarded</c> header of RFC 7239. ASP.NET Core 10 knows X-Forwarded-* only (dotnet/aspnetcore issue 5978).</summary>
/// <remarks>
/// <code>
/// Forwarded         = 1#forwarded-element
/// forwarded-element = [ forwarded-pair ] *( ";" [ forwarded-pair ] )
/// forwarded-pair    = token "=" ( token / quoted-string )
/// </code>
/// </remarks>
internal static class ForwardedHeader
{
    private const int MaxElements = 32;

    /// <summary>The elements, client first. False when the text is not of that form, has a parameter twice, or has more than 32 elements.</summary>
    public static bool TryParse(string text, out List<ForwardedElement> elements)
    {
        elements = [];
        var position = 0;
        while (true)
        {
            if (!TryElement(text, ref position, out var element)) return false;
            if (element != default) elements.Add(element);
            if (elements.Count > MaxElements) return false;
            if (position == text.Length) return true;
            position++; // the comma
        }
    }

    private static bool TryElement(string text, ref int position, out ForwardedElement element)
    {
        element = default;
        while (true)
        {
            SkipBlanks(text, ref position);
            if (position < text.Length && text[position] is not (';' or ','))
            {
                var name = Token(text, ref position);
                if (name.Length == 0 || position == text.Length || text[position] != '=') return false;
                position++;
                if (!TryValue(text, ref position, out var value)) return false;
                SkipBlanks(text, ref position);
                switch (name.ToLowerInvariant())
                {
                    case "for" when element.For is null:
                        element = element with { For = value };
                        break;
                    case "proto" when element.Proto is null:
                        element = element with { Proto = value };
                        break;
                    case "host" when element.Host is null:
                        element = element with { Host = value };
                        break;
                    case "for" or "proto" or "host":
                        return false;
                    default:
                        break;
                }
            }

            if (position == text.Length || text[position] == ',') return true;
            if (text[position] != ';') return false;
            position++;
        }
    }

    private static bool TryValue(string text, ref int position, out string value)
    {
        if (position == text.Length || text[position] != '"')
        {
            value = Token(text, ref position);
            return value.Length > 0;
        }

        var unquoted = new StringBuilder();
        for (position++; position < text.Length; position++)
        {
            switch (text[position])
            {
                case '"':
                    position++;
                    value = unquoted.ToString();
                    return value.Length > 0;
                case '\\' when position + 1 < text.Length:
                    unquoted.Append(text[++position]);
                    break;
                default:
                    unquoted.Append(text[position]);
                    break;
            }
        }

        value = "";
        return false;
    }

    // RFC 9110, 5.6.2. The colon is no token character, but proxies write for=192.0.2.1:4711 without quotes.
    private static string Token(string text, ref int position)
    {
        var start = position;
        while (position < text.Length && (char.IsAsciiLetterOrDigit(text[position]) || "!#$%&'*+-.^_`|~:".Contains(text[position], StringComparison.Ordinal))) position++;
        return text[start..position];
    }

    private static void SkipBlanks(string text, ref int position)
    {
        while (position < text.Length && text[position] is (' ' or '\t')) position++;
    }
}
