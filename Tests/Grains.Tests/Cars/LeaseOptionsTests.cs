using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace RcFleet.Cars;

public class LeaseOptionsTests
{
    [Fact]
    public void Defaults_AreThoseOfTheContract()
    {
        var options = Options();

        Assert.Equal(
            (3000, 10, 30, 2, 60),
            (options.LeaseTtlMs, options.ReconnectGraceSeconds, options.JoinSeconds, options.DriverSilenceSeconds, options.OperatorSessionMinutes));
    }

    [Fact]
    public void Values_ComeFromTheFleetSection() => Assert.Equal(20, Options(("Fleet:ReconnectGraceSeconds", "20")).ReconnectGraceSeconds);

    [Fact]
    public void Values_OutOfRange_AreAllReportedAtOnce()
    {
        var error = Assert.Throws<OptionsValidationException>(() => Options(("Fleet:LeaseTtlMs", "10"), ("Fleet:JoinSeconds", "0")));

        Assert.Contains(error.Failures, f => f.Contains("LeaseTtlMs", StringComparison.Ordinal));
        Assert.Contains(error.Failures, f => f.Contains("JoinSeconds", StringComparison.Ordinal));
    }

    private static LeaseOptions Options(params (string Key, string Value)[] settings)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(s => KeyValuePair.Create(s.Key, (string?)s.Value)))
            .Build();
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(configuration);
        services.AddFleetGrains();
        return services.BuildServiceProvider().GetRequiredService<IOptions<LeaseOptions>>().Value;
    }
}
