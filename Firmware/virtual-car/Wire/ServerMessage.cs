namespace RcFleet.VirtualCar.Wire;

/// <summary>One text frame from the server, read and checked. See the contract's <c>/ws/device</c>.</summary>
public abstract record ServerMessage;
