using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.StaticFiles;
using Microsoft.Extensions.FileProviders;

namespace RcFleet.Gateway.Page;

/// <summary>Serves the web page, compressed as its build left it.</summary>
internal static class PageExtensions
{
    private const string Index = "/index.html";

    // The page finds its way itself.
    private static readonly string[] Pages = ["/", "/drive", "/operator"];

    // The better first.
    private static readonly (string Encoding, string Extension)[] Encodings = [("br", ".br"), ("gzip", ".gz")];

    /// <summary>
    /// Files with a hash in their name never change; everything else, the page and its service worker above all, is asked for
    /// each time and mostly answered by 304.
    /// </summary>
    public static void MapPage(this WebApplication app)
    {
        var root = Path.Combine(AppContext.BaseDirectory, "wwwroot");
        if (!Directory.Exists(root)) return;
        var files = new PhysicalFileProvider(root);
        app.Use((context, next) =>
        {
            if (HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method))
                context.Request.Path = Choose(context.Request, files);
            return next(context);
        });
        app.UseStaticFiles(new StaticFileOptions { FileProvider = files, ContentTypeProvider = new ContentTypes(), OnPrepareResponse = file => Prepare(file.Context, file.File.Name) });
    }

    // The file to send for a path: the page for an address of the page's own, and the compressed one where the browser takes it.
    private static PathString Choose(HttpRequest request, PhysicalFileProvider files)
    {
        var path = request.Path.Value ?? "/";
        if (Pages.Contains(path.Length > 1 ? path.TrimEnd('/') : path)) path = Index;
        foreach (var (encoding, extension) in Encodings)
            if (Takes(request, encoding) && files.GetFileInfo(path + extension).Exists) return path + extension;
        return path == Index ? Index : request.Path;
    }

    private static bool Takes(HttpRequest request, string encoding) =>
        request.GetTypedHeaders().AcceptEncoding.Any(e => e.Value.Equals(encoding, StringComparison.OrdinalIgnoreCase) && e.Quality is not 0);

    private static void Prepare(HttpContext context, string name)
    {
        var headers = context.Response.Headers;
        headers.CacheControl = context.Request.Path.StartsWithSegments("/assets") ? "public, max-age=31536000, immutable" : "no-cache";
        headers.Vary = "Accept-Encoding";
        foreach (var (encoding, extension) in Encodings)
            if (name.EndsWith(extension, StringComparison.Ordinal)) headers.ContentEncoding = encoding;
        headers.ContentSecurityPolicy = "default-src 'self'; img-src 'self' blob: data: http: https:; connect-src 'self' ws: wss: http: https:; frame-ancestors 'none'; base-uri 'none'; form-action 'self'";
        headers["Referrer-Policy"] = "no-referrer";
        headers.XContentTypeOptions = "nosniff";
    }

    // By the name without the extension of its compression.
    private sealed class ContentTypes : IContentTypeProvider
    {
        private readonly FileExtensionContentTypeProvider _types = new() { Mappings = { [".webmanifest"] = "application/manifest+json" } };

        public bool TryGetContentType(string subpath, [System.Diagnostics.CodeAnalysis.MaybeNullWhen(false)] out string contentType)
        {
            var extension = Encodings.Select(e => e.Extension).FirstOrDefault(e => subpath.EndsWith(e, StringComparison.Ordinal)) ?? "";
            if (!_types.TryGetContentType(subpath[..^extension.Length], out contentType)) return false;
            if (contentType.StartsWith("text/", StringComparison.Ordinal)) contentType += "; charset=utf-8";
            return true;
        }
    }
}
