using Azure.Storage.Blobs;
using Orleans.Serialization;
using Orleans.Storage;
using RcFleet.Hosting.Cluster;

namespace RcFleet.Silo.Cluster;

/// <summary>Where a silo keeps its grains' state.</summary>
/// <remarks>
/// In Orleans' own binary format, in which a member is its <see cref="IdAttribute"/>: a newer version reads what an older one
/// wrote, and the other way round. JSON would make every name of a member, and of its type, part of the stored data.
/// </remarks>
internal static class SiloStorage
{
    /// <summary>The grains' name for it.</summary>
    public const string Name = "fleet";

    private const string Tables = "fleet-tables";
    private const string Blobs = "fleet-blobs";
    private const string Rows = "fleet-rows";

    /// <summary>Adds it.</summary>
    public static void AddFleetStorage(this ISiloBuilder silo, ClusterSettings settings)
    {
        switch (settings.Clustering)
        {
            case ClusteringKind.Azure:
                silo.AddAzureTableGrainStorage(Tables, options => options.Configure<Serializer>((tables, serializer) =>
                    (tables.TableServiceClient, tables.GrainStorageSerializer) = (AzureAccount.Tables(settings), new OrleansGrainStorageSerializer(serializer))));
                silo.AddAzureBlobGrainStorage(Blobs, options => options.Configure<Serializer>((blobs, serializer) =>
                    (blobs.BlobServiceClient, blobs.ContainerName, blobs.GrainStorageSerializer) = (Account(settings), Container(settings), new OrleansGrainStorageSerializer(serializer))));
                silo.Services.AddKeyedSingleton<IGrainStorage>(Name, (services, _) =>
                    Readable(services, new FleetStorage(services.GetRequiredKeyedService<IGrainStorage>(Tables), services.GetRequiredKeyedService<IGrainStorage>(Blobs))));
                break;
            case ClusteringKind.AdoNet:
                silo.AddAdoNetGrainStorage(Rows, options => options.Configure<Serializer>((postgres, serializer) =>
                    (postgres.Invariant, postgres.ConnectionString, postgres.GrainStorageSerializer) = (Postgres.Invariant, settings.PostgresConnectionString!, new OrleansGrainStorageSerializer(serializer))));
                silo.Services.AddKeyedSingleton<IGrainStorage>(Name, (services, _) => Readable(services, new TextKeys(services.GetRequiredKeyedService<IGrainStorage>(Rows))));
                break;
            default:
                silo.AddMemoryGrainStorage(Name);
                break;
        }
    }

    private static ReadableErrors Readable(IServiceProvider services, IGrainStorage storage) => new(storage, services.GetRequiredService<ILogger<ReadableErrors>>());

    // A blob's name holds the grain's, but not the service's.
    private static string Container(ClusterSettings settings) => settings.ServiceId + "-state";

    private static BlobServiceClient Account(ClusterSettings settings)
    {
        var options = new BlobClientOptions();
        AzureAccount.Configure(options.Retry);
        return settings.AzureConnectionString is { } text
            ? new BlobServiceClient(text, options)
            : new BlobServiceClient(new Uri(settings.AzureBlobUri!), AzureAccount.Credential(settings), options);
    }
}
