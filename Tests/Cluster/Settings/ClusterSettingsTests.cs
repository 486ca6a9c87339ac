using System.Reflection;
using System.Text.RegularExpressions;
using Azure;
using Microsoft.Extensions.Configuration;
using RcFleet.Cars;
using RcFleet.Hosting;
using RcFleet.Hosting.Cluster;
using RcFleet.Hosting.Configuration;

namespace RcFleet.ClusterTests.Settings;

public class ClusterSettingsTests
{
    private const string Azurite = "UseDevelopmentStorage=true";

    [Fact]
    public void Defaults_AreGood() => Assert.Empty(Problems([]));

    [Fact]
    public void AllThatIsWrong_IsToldAtOnce_AndNoSecretIsShown()
    {
        var problems = Problems(("Clustering", "cloud"), ("ClusterId", "A B"), ("SiloPort", "0"), ("AzureConnectionString", ""), ("Cluster", "x"));
        Assert.Equal(5, problems.Length);
        Assert.Contains("Cluster:Clustering is 'cloud'; it must be localhost, azure or adonet.", problems);
        Assert.Contains(problems, p => p.StartsWith("Cluster:Cluster is not a setting.", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("needs Cluster:AzureConnectionString", "Clustering=azure")]
    [InlineData("excludes", "Clustering=azure;AzureConnectionString=" + Azurite + ";AzureTableUri=https://a.example.org;AzureBlobUri=https://b.example.org")]
    [InlineData("needed together", "Clustering=azure;AzureTableUri=https://a.example.org")]
    [InlineData("is not a connection string", "Clustering=azure;AzureConnectionString=hunter2hunter2")]
    [InlineData("needs Cluster:PostgresConnectionString", "Clustering=adonet")]
    [InlineData("names no Host", "Clustering=adonet;PostgresConnectionString=Username~hunter2hunter2")]
    [InlineData("must be an IP address", "AdvertisedAddress=my-host")]
    [InlineData("Cluster:ListenOnAllAddresses", "AdvertisedAddress=0.0.0.0")]
    [InlineData("Cluster:ListenOnAllAddresses", "AdvertisedAddress=::")]
    [InlineData("3 to 40", "ServiceId=rc-fleet-of-the-city-of-berlin-track-lake-1")]
    [InlineData("must differ", "SiloPort=5000;GatewayPort=5000")]
    [InlineData("needed together", "TlsCertificate=/nowhere.pem")]
    [InlineData("can't be used", "TlsCertificate=/nowhere.pem;TlsKey=/nowhere.key;TlsAuthority=/nowhere.ca")]
    public void SettingsThatDoNotFit_AreToldInASentence(string sentence, string settings)
    {
        var pairs = settings.Split(';').Select(s => s.Split('=', 2)).Select(s => (s[0], s[1].Replace('~', '='))).ToArray();
        var problem = Assert.Single(Problems(pairs));
        Assert.Contains(sentence, problem, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("abc")]
    [InlineData("rc-fleet-1")]
    [InlineData("a234567890-b234567890-c234567890-d234567")]
    public void Names_OfTheFormThatIsAskedFor_AreGood(string name) => Assert.Empty(Problems(("ClusterId", name), ("ServiceId", name)));

    [Fact]
    public void MemberOfACluster_NeedsTheOperatorKey() =>
        Assert.Contains(EngineSettings.OperatorKeyNeeded, EngineSettings.Problems(Configuration([("Cluster:Clustering", "azure"), ("Cluster:AzureConnectionString", Azurite)])));

    [Theory]
    [InlineData("10.4.2+abc", true)]
    [InlineData("10.3.0-preview.1", true)]
    [InlineData("10.4.2. Commit Hash: 876ffe0+876ffe0", true)]
    [InlineData("10.2.2", false)]
    [InlineData(null, false)]
    public void OrleansBefore10_3_0_IsRefused(string? release, bool good) =>
        Assert.Equal(good, OrleansRelease.Problem(OrleansRelease.Read(release)) is null);

    [Fact]
    public void OrleansInUse_IsKnown() => Assert.True(OrleansRelease.Current >= OrleansRelease.First, OrleansRelease.Current.ToString());

    [Fact]
    public void StoreThatIsNotReached_IsToldWithTheSettingToCheck() =>
        Assert.Equal(
            "Azure Storage is not reached: Connection refused (127.0.0.1:10002). Check Cluster:AzureConnectionString, or Cluster:AzureTableUri and Cluster:AzureBlobUri.",
            ClusterProblem.Sentence(new AggregateException(new RequestFailedException("Connection refused (127.0.0.1:10002)"))));

    [Fact]
    public void ManifestsAsTheyLie_AreRefused_SoThatNobodyRunsOnKeysThatEveryoneKnows()
    {
        var repository = typeof(ClusterSettingsTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "Repository").Value!;
        var settings = File.ReadLines(Path.Combine(repository, "deploy", "kubernetes", "settings.yaml"))
            .Select(line => Regex.Match(line, "^  ((?:Cluster|Fleet)__[A-Za-z]+): (.+)$"))
            .Where(line => line.Success)
            .Select(line => (line.Groups[1].Value.Replace("__", ":", StringComparison.Ordinal), line.Groups[2].Value));

        var problems = FleetConfiguration.Problems(Configuration([.. settings]), [typeof(LeaseOptions)]);

        Assert.Equal(["Fleet:OperatorKey", "Fleet:PeerSecret", "Fleet:TrustedProxies"], problems.Select(p => p.Split(": ")[0].Split(" is ")[0]).Order());
    }

    private static string[] Problems(params (string Name, string Value)[] settings) =>
        [.. EngineSettings.Problems(Configuration([("Fleet:OperatorKey", "0123456789abcdef"), .. settings.Select(s => ("Cluster:" + s.Name, s.Value))]))];

    private static IConfigurationRoot Configuration((string Name, string Value)[] settings) =>
        new ConfigurationBuilder().AddInMemoryCollection(settings.Select(s => KeyValuePair.Create(s.Name, (string?)s.Value))).Build();
}
