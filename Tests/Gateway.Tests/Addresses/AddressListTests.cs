using System.Net;
using RcFleet.Gateway.Addresses;

namespace RcFleet.Gateway.Tests.Addresses;

public class AddressListTests
{
    [Theory]
    [InlineData("10.0.0.0/8", "10.9.8.7", true)]
    [InlineData("10.0.0.0/8", "::ffff:10.9.8.7", true)]
    [InlineData("10.0.0.0/8", "11.0.0.1", false)]
    [InlineData("10.0.0.5/8", "10.9.8.7", true)]
    [InlineData("127.0.0.1, ::1", "::1", true)]
    [InlineData("127.0.0.1 ::1", "127.0.0.1", true)]
    [InlineData("127.0.0.1", "127.0.0.2", false)]
    [InlineData("2001:db8::/32", "2001:db8:1::5", true)]
    [InlineData("", "127.0.0.1", false)]
    [InlineData(null, "127.0.0.1", false)]
    public void Contains(string? text, string address, bool expected) =>
        Assert.Equal(expected, AddressList.Parse(text).Contains(IPAddress.Parse(address)));

    [Theory]
    [InlineData("10")]
    [InlineData("10.0.0.0/33")]
    [InlineData("example.org")]
    [InlineData("127.0.0.1,nonsense")]
    public void TryParse_Bad_NamesIt(string text)
    {
        Assert.False(AddressList.TryParse(text, out _, out var problem));
        Assert.Contains(text.Split(',')[^1], problem, StringComparison.Ordinal);
    }
}
