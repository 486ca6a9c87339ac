using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Options;

namespace RcFleet.Hosting;

/// <summary>Why a process does not start, in a sentence for the person who started it.</summary>
internal static class FailedStart
{
    /// <summary>What a person can do something about, without a stack trace; null for everything else.</summary>
    /// <param name="e">What the start threw.</param>
    /// <param name="engine">The engine's own sentences, or null.</param>
    public static string? Sentence(Exception e, Func<Exception, string?> engine) => e switch
    {
        OptionsValidationException options => string.Join(" ", options.Failures),
        AggregateException many when many.InnerExceptions.All(i => Sentence(i, engine) is not null) => string.Join(" ", many.InnerExceptions.Select(i => Sentence(i, engine)).Distinct()),
        IOException { InnerException: AddressInUseException } io => io.Message + " Another program has that port; choose one with --urls http://127.0.0.1:PORT.",
        _ when engine(e) is { } sentence => sentence,
        SocketException or AddressInUseException => e.Message + ", where it was told to listen: --urls, Fleet:PeerUrl, or a silo's Cluster:SiloPort, Cluster:GatewayPort and Cluster:AdvertisedAddress.",
        InvalidOperationException { Source: "Microsoft.AspNetCore.Server.Kestrel.Core" } kestrel => kestrel.Message.Split('\n')[0].Trim() + " Name one in Kestrel:Certificates:Default:Path (and KeyPath), or listen on http behind a proxy that speaks TLS.",
        IOException or UnauthorizedAccessException or InvalidDataException => e.Message,
        _ => null,
    };

    /// <summary>Prints it; the exit code.</summary>
    public static int Report(string sentence)
    {
        Console.Error.WriteLine("RcFleet does not start: " + sentence);
        return 1;
    }
}
