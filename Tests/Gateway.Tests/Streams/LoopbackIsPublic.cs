using System.Net;
using RcFleet.Gateway.Addresses;

namespace RcFleet.Gateway.Tests.Streams;

/// <summary>A part of loopback stands for the internet, so that real listeners can be reached; all else is as it is.</summary>
internal sealed class LoopbackIsPublic(string network = "127.1.0.0/16") : AddressClasses
{
    private readonly IPNetwork _internet = IPNetwork.Parse(network);

    public override bool IsPublic(IPAddress address) => _internet.Contains(Normal(address)) || base.IsPublic(address);
}
