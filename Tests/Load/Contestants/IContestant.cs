using RcFleet.Load.Client;

namespace RcFleet.Load.Contestants;

/// <summary>A server that cars and drivers connect to, whatever it is.</summary>
internal interface IContestant : IAsyncDisposable
{
    /// <summary>As the tables name it.</summary>
    string Name { get; }

    ServerProcess Server { get; }

    /// <summary>All processes that make up the server, by what they are.</summary>
    IReadOnlyList<(string Role, ServerProcess Process)> Processes => [("gateways", Server)];

    /// <summary>Whatever a car needs before its boards may connect, such as keys. Not part of any measurement.</summary>
    Task PrepareAsync(IReadOnlyList<string> cars);

    /// <summary>A registered board; role <c>camera</c> or <c>control</c>.</summary>
    Task<RawWebSocket> BoardAsync(string car, string role, int receiveBuffer = 2048);

    /// <summary>A driver who may drive the car, whose control board is connected.</summary>
    Task<RawWebSocket> DriverAsync(string car);

    /// <summary>One more viewer of the car, whose driver is connected.</summary>
    Task<RawWebSocket> ViewerAsync(string car, int receiveBuffer);

    /// <summary>A drive command in this server's form, with room for a sequence and a stamp of ten digits each.</summary>
    string DriveText(string car, string seq, string t);

    /// <summary>How many commands or frames the server says it dropped, by reason; empty where it does not say.</summary>
    Task<IReadOnlyDictionary<string, double>> DropsAsync();
}
