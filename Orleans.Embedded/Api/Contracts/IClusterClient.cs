namespace Orleans;

/// <summary>What a gateway calls grains through. In this engine the same object as <see cref="IGrainFactory"/>.</summary>
public interface IClusterClient : IGrainFactory
{
    /// <summary>The host's services.</summary>
    IServiceProvider ServiceProvider { get; }
}
