using RcFleet.Firmware.Tests.Support;

namespace RcFleet.Firmware.Tests;

/// <summary>Boards that come over wss:// and check whom they speak with.</summary>
public class TlsTests
{
    [HostFact]
    public async Task A_board_registers_with_a_server_whose_authority_it_was_given()
    {
        using var authority = new Authority();
        var file = await Trusted(authority);
        foreach (var program in new[] { "rc-control", "rc-camera" })
        {
            var registered = new TaskCompletionSource<string?>(TaskCreationOptions.RunContinuationsAsynchronously);
            using var certificate = authority.Issue("localhost");
            await using var server = await FakeServer.Start(async (socket, first) =>
            {
                registered.TrySetResult(first.GetProperty("type").GetString());
                await FakeServer.Closed(socket);
            }, certificate);
            await using var board = Board(program, server, file);
            Assert.Equal("register", await Eventually.Completes(registered.Task, () => board.Output));
        }
    }

    [HostFact]
    public async Task An_authority_that_is_not_known_is_refused_in_a_sentence()
    {
        using var authority = new Authority();
        using var certificate = authority.Issue("localhost");
        await using var server = await FakeServer.Start((_, _) => Task.CompletedTask, certificate);
        await using var board = Board("rc-control", server, null);
        await board.Says("The server's certificate is not accepted: unable to get local issuer certificate.");
        Assert.Empty(server.Connections);
    }

    [HostFact]
    public async Task A_certificate_of_another_host_is_refused_in_a_sentence()
    {
        using var authority = new Authority();
        using var certificate = authority.Issue("elsewhere.example");
        await using var server = await FakeServer.Start((_, _) => Task.CompletedTask, certificate);
        await using var board = Board("rc-control", server, await Trusted(authority));
        await board.Says("The server's certificate is not accepted: hostname mismatch.");
        Assert.Empty(server.Connections);
    }

    [HostFact]
    public async Task An_authority_file_that_is_not_there_ends_the_program()
    {
        await using var board = BoardProcess.Start("rc-control", "--url", "wss://localhost:1/ws/device", "--device", "d", "--key", "k", "--ca", "/nowhere/ca.pem");
        Assert.Equal(1, await board.Exited());
        Assert.Contains("--ca /nowhere/ca.pem can't be read", board.Output, StringComparison.Ordinal);
    }

    private static BoardProcess Board(string program, FakeServer server, string? authority)
    {
        List<string> arguments = ["--url", server.Url.Replace("127.0.0.1", "localhost", StringComparison.Ordinal), "--device", "d", "--key", "k"];
        if (authority is not null) arguments.AddRange(["--ca", authority]);
        if (program == "rc-camera") arguments.AddRange(["--frames", Path.GetTempPath(), "--port", "0"]);
        return BoardProcess.Start(program, [.. arguments]);
    }

    private static async Task<string> Trusted(Authority authority)
    {
        var file = Path.Combine(Directory.CreateTempSubdirectory("rcfleet-ca-").FullName, "ca.pem");
        await File.WriteAllTextAsync(file, authority.Pem);
        return file;
    }
}
