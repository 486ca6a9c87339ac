using Orleans.Runtime;

namespace Orleans;

/// <summary>Base of every grain interface. Methods return <see cref="Task"/>, <see cref="Task{T}"/>, <see cref="ValueTask"/> or <see cref="ValueTask{T}"/>.</summary>
public interface IGrain : IAddressable;
