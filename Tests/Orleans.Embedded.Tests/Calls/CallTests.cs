using Microsoft.Extensions.DependencyInjection;
using Orleans.Embedded;

namespace RcFleet.Orleans.Embedded.Tests;

public sealed class CallTests
{
    [Fact]
    public async Task An_exception_reaches_the_caller_with_its_type_and_stack()
    {
        await using var host = await Host.Start();
        var grain = host.Grains.GetGrain<ICounterGrain>("a");
        var thrown = await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => grain.Throw());
        Assert.Contains(nameof(CounterGrain), thrown.StackTrace);
        thrown = await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => grain.ThrowLater());
        Assert.Equal("speed", thrown.ParamName);
        Assert.Contains(nameof(CounterGrain.ThrowLater), thrown.StackTrace);
        await Assert.ThrowsAsync<OperationCanceledException>(() => grain.Cancel());
        Assert.Equal(1, await grain.Add(1));
    }

    [Fact]
    public async Task Value_tasks_and_keys_come_through()
    {
        await using var host = await Host.Start();
        var grain = host.Grains.GetGrain<ICounterGrain>("the key");
        await grain.Nothing();
        Assert.Equal("the key", await grain.Key());
        Assert.Equal("the key", grain.GetPrimaryKeyString());
        Assert.Equal("counter/the key", grain.ToString());
    }

    [Fact]
    public async Task A_grain_that_passes_itself_passes_a_reference()
    {
        await using var host = await Host.Start();
        Assert.Equal("a", await host.Grains.GetGrain<ICounterGrain>("a").Self());
    }

    [Fact]
    public async Task References_to_one_grain_are_equal()
    {
        await using var host = await Host.Start();
        Assert.Equal(host.Grains.GetGrain<ICounterGrain>("a"), host.Grains.GetGrain<ICounterGrain>("a"));
        Assert.NotEqual(host.Grains.GetGrain<ICounterGrain>("a"), host.Grains.GetGrain<ICounterGrain>("b"));
        Assert.Equal(host.Grains.GetGrain<ICounterGrain>("a").GetHashCode(), host.Grains.GetGrain<ICounterGrain>("a").GetHashCode());
    }

    [Fact]
    public async Task Observer_without_reference_is_refused_as_in_Orleans()
    {
        await using var host = await ProbeHost.Start();
        await Assert.ThrowsAsync<NotSupportedException>(() => host.Grain().Notify(new ProbeObserver(), 1));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    public async Task Empty_key_is_refused(string key)
    {
        await using var host = await Host.Start();
        Assert.Throws<ArgumentException>(() => host.Grains.GetGrain<ICounterGrain>(key));
    }

    [Fact]
    public async Task Interface_with_no_class_or_with_several_is_refused_in_words()
    {
        await using var host = await Host.Start();
        Assert.Contains("No grain class implements", Assert.Throws<ArgumentException>(() => host.Grains.GetGrain<IOrphanGrain>("a")).Message);
        Assert.Contains("grainClassNamePrefix", Assert.Throws<ArgumentException>(() => host.Grains.GetGrain<ITwinGrain>("a")).Message);
        var right = host.Grains.GetGrain<ITwinGrain>("a", typeof(RightTwinGrain).FullName);
        Assert.Equal("right", await right.Side());
    }

    [Fact]
    public async Task Call_before_start_is_refused()
    {
        await using var services = new ServiceCollection()
            .AddEmbeddedOrleans(o =>
            {
                o.DataPath = EmbeddedOptions.InMemory;
                o.GrainAssemblies.Add(typeof(CallTests).Assembly);
            })
            .BuildServiceProvider();
        var grain = services.GetRequiredService<IGrainFactory>().GetGrain<ICounterGrain>("a");
        await Assert.ThrowsAsync<SiloUnavailableException>(() => grain.Add(1));
    }
}
