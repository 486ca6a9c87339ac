using System.Text;
using RcFleet.Gateway.Tests.Support;

namespace RcFleet.Gateway.Tests.BadInput;

[Collection(Timed.Name)]
public class HttpBodyTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private readonly FleetServer _server = fixture.Server;

    [Theory]
    [InlineData("{", 400, "bad_request")]
    [InlineData("[]", 400, "bad_request")]
    [InlineData("nonsense", 400, "bad_request")]
    [InlineData("{\"minutes\":\"ten\"}", 400, "bad_request")]
    [InlineData("{\"minutes\":1e999}", 400, "bad_request")]
    [InlineData("{\"minutes\":5,\"minutes\":6}", 400, "bad_request")]
    [InlineData("{\"minutes\":5,\"a\":[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]}", 400, "bad_request")]
    [InlineData("{\"minutes\":0}", 400, "minutes_invalid")]
    [InlineData("", 400, "bad_request")]
    public async Task ABodyOfTheWrongForm_IsToldWhy_AndCounted(string body, int status, string code)
    {
        using var counters = new Counters(_server);
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        await RemoteServer.Refused(await _server.Operator.PostAsync("/api/operator/codes", content), status, code);
        await counters.Reaches("rcfleet.http.refused " + code);
    }

    [Fact]
    public async Task ABodyThatIsTooLarge_Is413()
    {
        using var content = new StringContent("{\"minutes\":5,\"a\":\"" + new string('x', 70_000) + "\"}", Encoding.UTF8, "application/json");
        await RemoteServer.Refused(await _server.Operator.PostAsync("/api/operator/codes", content), 413, "too_large");
    }

    [Fact]
    public async Task ABodyOfAnotherType_Is415()
    {
        using var content = new StringContent("minutes=5", Encoding.UTF8, "application/x-www-form-urlencoded");
        await RemoteServer.Refused(await _server.Operator.PostAsync("/api/operator/codes", content), 415, "unsupported_media_type");
    }
}
