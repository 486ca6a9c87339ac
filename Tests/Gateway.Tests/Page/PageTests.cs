using System.Net;
using System.Text.RegularExpressions;
using RcFleet.Gateway.Tests.Support;

namespace RcFleet.Gateway.Tests.Page;

/// <summary>The files of the page as the build made them; without them (built with <c>BuildPage=false</c>) nothing is claimed.</summary>
[Collection(Timed.Name)]
public partial class PageTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private readonly HttpClient _anyone = fixture.Server.Anyone;

    private static bool Built => Directory.Exists(Path.Combine(AppContext.BaseDirectory, "wwwroot"));

    [Theory]
    [InlineData("/", "text/html; charset=utf-8", "no-cache")]
    [InlineData("/drive", "text/html; charset=utf-8", "no-cache")]
    [InlineData("/operator/", "text/html; charset=utf-8", "no-cache")]
    [InlineData("/sw.js", "text/javascript; charset=utf-8", "no-cache")]
    [InlineData("/app.webmanifest", "application/manifest+json", "no-cache")]
    [InlineData("/offline.html", "text/html; charset=utf-8", "no-cache")]
    [InlineData("/favicon.svg", "image/svg+xml", "no-cache")]
    [InlineData("/icons/192.png", "image/png", "no-cache")]
    public async Task AFile_HasItsTypeAndIsAskedForEachTime(string path, string type, string caching)
    {
        if (!Built) return;
        using var response = await Get(path, "br, gzip");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(type, response.Content.Headers.ContentType!.ToString());
        Assert.Equal(caching, response.Headers.CacheControl!.ToString());
        Assert.Equal("nosniff", response.Headers.GetValues("X-Content-Type-Options").Single());
    }

    [Theory]
    [InlineData("gzip, deflate, br, zstd", "br")]
    [InlineData("gzip", "gzip")]
    [InlineData("br;q=0, gzip;q=0.5", "gzip")]
    [InlineData("identity", null)]
    [InlineData(null, null)]
    public async Task TextIsSentCompressed_AsTheBrowserTakesIt(string? accepts, string? encoding)
    {
        if (!Built) return;
        using var page = await Get("/", null);
        var script = Script().Match(await page.Content.ReadAsStringAsync()).Groups[1].Value;
        using var plain = await Get(script, null);
        using var response = await Get(script, accepts);
        Assert.Equal(encoding, response.Content.Headers.ContentEncoding.SingleOrDefault());
        Assert.Equal("Accept-Encoding", response.Headers.Vary.Single());
        Assert.Equal("text/javascript; charset=utf-8", response.Content.Headers.ContentType!.ToString());
        Assert.Equal("public, max-age=31536000, immutable", response.Headers.CacheControl!.ToString());
        if (encoding is not null) Assert.True((await response.Content.ReadAsByteArrayAsync()).Length < (await plain.Content.ReadAsByteArrayAsync()).Length / 2);
    }

    [Fact]
    public async Task AnAssetThatIsGone_Is404_AndNotThePage()
    {
        using var response = await Get("/assets/index-old.js", "br");
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    private Task<HttpResponseMessage> Get(string path, string? accepts)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (accepts is not null) request.Headers.TryAddWithoutValidation("Accept-Encoding", accepts);
        return _anyone.SendAsync(request);
    }

    [GeneratedRegex("src=\"(/assets/[^\"]+\\.js)\"")]
    private static partial Regex Script();
}
