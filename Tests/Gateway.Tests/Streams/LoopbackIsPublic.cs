using System.Net;
using RcFleet.Gateway.Addresses;

namespace RcFleet.Gateway.Tests.Streams;

/// <summary>127.1.0.0/16 stands for the internet, so that real listeners can be reached; all else is as it is.</summary>
internal sealed class LoopbackIsPublic : AddressClasses
{
    private static readonly IPNetwork Internet = IPNetwork.Parse("127.1.0.0/16");

    public override bool IsPublic(IPAddress address) => Internet.Contains(Normal(address)) || base.IsPublic(address);
}
