using Azure.Core;
using Azure.Data.Tables;
using Azure.Identity;

namespace RcFleet.Hosting.Cluster;

/// <summary>The storage account, by connection string or by managed identity.</summary>
internal static class AzureAccount
{
    /// <summary>
    /// A throttled or restarting account (429, 5xx) is tried again for about three seconds by the SDK itself. What it still
    /// refuses fails the grain's call: memory stays ahead of storage, and the grain writes again.
    /// </summary>
    public static void Configure(RetryOptions retry)
    {
        retry.Mode = RetryMode.Exponential;
        retry.MaxRetries = 3;
        retry.Delay = TimeSpan.FromMilliseconds(200);
        retry.MaxDelay = TimeSpan.FromSeconds(2);
        retry.NetworkTimeout = TimeSpan.FromSeconds(4);
    }

    /// <summary>Its tables.</summary>
    public static TableServiceClient Tables(ClusterSettings settings)
    {
        var options = new TableClientOptions();
        Configure(options.Retry);
        return settings.AzureConnectionString is { } text
            ? new TableServiceClient(text, options)
            : new TableServiceClient(new Uri(settings.AzureTableUri!), Credential(settings), options);
    }

    /// <summary>The managed identity, or what the developer's machine has in its place.</summary>
    public static TokenCredential Credential(ClusterSettings settings) =>
        new DefaultAzureCredential(new DefaultAzureCredentialOptions { ManagedIdentityClientId = settings.AzureClientId });

    /// <summary>What is wrong with a connection string, or null. Never shows it: it holds a key.</summary>
    public static string? Problem(string connectionString)
    {
        try
        {
            _ = new TableServiceClient(connectionString);
            return null;
        }
        catch (Exception e) when (e is ArgumentException or FormatException or InvalidOperationException)
        {
            return "Cluster:AzureConnectionString is not a connection string of Azure Storage, such as DefaultEndpointsProtocol=https;AccountName=…;AccountKey=….";
        }
    }
}
