namespace RcFleet.Browser.Support;

/// <summary>The folder that holds RcFleet.sln.</summary>
internal static class Repository
{
    /// <summary>A folder in it, made if it is not there.</summary>
    public static string Folder(string name)
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (root.Parent is not null && !File.Exists(Path.Combine(root.FullName, "RcFleet.sln"))) root = root.Parent;
        return Directory.CreateDirectory(Path.Combine(root.FullName, name)).FullName;
    }
}
