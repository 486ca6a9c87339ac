namespace RcFleet.Silo.Demo;

/// <summary>Registers the demonstration.</summary>
internal static class DemoServiceCollectionExtensions
{
    /// <summary>Adds virtual cars, if any are asked for.</summary>
    public static void AddDemo(this IServiceCollection services, int cars)
    {
        if (cars > 0) services.AddSingleton(s => ActivatorUtilities.CreateInstance<DemoFleet>(s, cars));
    }
}
