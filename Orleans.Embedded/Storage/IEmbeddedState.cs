using Orleans.Core;

namespace Orleans.Embedded;

/// <summary>A state that the engine made and has to read before the grain activates.</summary>
internal interface IEmbeddedState : IStorage;
