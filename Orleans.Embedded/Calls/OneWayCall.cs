namespace Orleans.Embedded;

/// <summary>
/// Nobody waits: the caller has its completed task already, and what goes wrong is counted and logged. So nobody holds it
/// once it is done, and a thread uses it again: a drive command needs two, twenty thousand times a second and more.
/// </summary>
internal sealed class OneWayCall : Call
{
    /// <summary>What a thread keeps for later: a grain call and those to observers that it sets off, without the rare crowd.</summary>
    private const int MostSpares = 8;

    [ThreadStatic]
    private static Stack<OneWayCall>? _spares;

    private object? _returned;

    private OneWayCall(GrainMethod method, object?[] arguments)
        : base(method, arguments)
    {
    }

    public override object? Returned => _returned;

    public override bool IsExpired => false;

    public Exception? Failure { get; private set; }

    /// <param name="method">What to call.</param>
    /// <param name="arguments">With what.</param>
    /// <param name="returned">What the caller gets at once.</param>
    public static OneWayCall Of(GrainMethod method, object?[] arguments, object? returned)
    {
        if (_spares?.TryPop(out var call) == true) call.Use(method, arguments);
        else call = new OneWayCall(method, arguments);
        call._returned = returned;
        return call;
    }

    public override void Complete(Task? done) => Failure = done?.Exception?.InnerException;

    public override void Fail(Exception exception) => Failure = exception;

    /// <summary>It is done, was reported, and is in no mailbox any more: who calls this must not touch it again.</summary>
    public void Recycle()
    {
        var spares = _spares ??= new Stack<OneWayCall>(MostSpares);
        if (spares.Count == MostSpares) return;
        Failure = null;
        _returned = null;
        Clear();
        spares.Push(this);
    }
}
