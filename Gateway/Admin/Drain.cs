namespace RcFleet.Gateway.Admin;

/// <summary>
/// The beginning of the end: this process still serves, but says at <c>/readyz</c> that nobody new should be sent here.
/// </summary>
public sealed class Drain
{
    private volatile bool _begun;

    /// <summary>It has begun.</summary>
    public bool Begun => _begun;

    /// <summary>Begins it; there is no way back.</summary>
    public void Begin() => _begun = true;
}
