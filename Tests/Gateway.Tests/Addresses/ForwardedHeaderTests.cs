using RcFleet.Gateway.Addresses;

namespace RcFleet.Gateway.Tests.Addresses;

public class ForwardedHeaderTests
{
    [Theory]
    [InlineData("for=192.0.2.60;proto=http;by=203.0.113.43", "192.0.2.60|http|")]
    [InlineData("For=\"[2001:db8:cafe::17]:4711\"", "[2001:db8:cafe::17]:4711||")]
    [InlineData("for=192.0.2.43, for=198.51.100.17", "192.0.2.43||", "198.51.100.17||")]
    [InlineData("for=192.0.2.43 ; host=\"a\\\"b\" ,for=unknown;proto=https", "192.0.2.43||a\"b", "unknown|https|")]
    [InlineData("for=_hidden, for=_SEVKISEK", "_hidden||", "_SEVKISEK||")]
    [InlineData("for=192.0.2.1:4711", "192.0.2.1:4711||")]
    [InlineData(";;for=a;", "a||")]
    [InlineData("")]
    public void TryParse_Good(string text, params string[] expected)
    {
        Assert.True(ForwardedHeader.TryParse(text, out var elements));
        Assert.Equal(expected, elements.Select(e => $"{e.For}|{e.Proto}|{e.Host}"));
    }

    [Theory]
    [InlineData("for=\"192.0.2.1")]
    [InlineData("for")]
    [InlineData("for=")]
    [InlineData("=a")]
    [InlineData("for=a;for=b")]
    [InlineData("for=a b")]
    [InlineData("for=\"\"")]
    [InlineData("for=[::1]")]
    [InlineData("for=\"a\"b")]
    public void TryParse_Bad(string text) => Assert.False(ForwardedHeader.TryParse(text, out _));

    [Fact]
    public void TryParse_MoreThan32Elements_IsRefused() =>
        Assert.False(ForwardedHeader.TryParse(string.Join(",", Enumerable.Repeat("for=a", 33)), out _));
}
