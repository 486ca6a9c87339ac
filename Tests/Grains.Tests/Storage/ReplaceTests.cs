using Orleans.Storage;

namespace RcFleet.Storage;

public class ReplaceTests
{
    private readonly Store _store = new() { State = "old" };
    private int _conflicts;

    [Fact]
    public async Task FailedWrite_OfWhichNothingWasStored_LeavesWhatWas()
    {
        _store.Stored = "old";
        await Assert.ThrowsAsync<IOException>(() => Replace(new IOException("busy")));
        Assert.Equal(("old", 0), (_store.State, _conflicts));
    }

    [Fact]
    public async Task FailedWrite_WhoseAnswerWasLost_IsNone()
    {
        _store.Stored = "new";
        await Replace(new IOException("busy"));
        Assert.Equal("new", _store.State);
    }

    /// <summary>Reading has made the grain's next write one that the store takes: it must be of what was read.</summary>
    [Fact]
    public async Task FailedWrite_WhileAnotherHasWritten_GoesOnFromWhatIsStored()
    {
        _store.Stored = "another's";
        await Assert.ThrowsAsync<IOException>(() => Replace(new IOException("busy")));
        Assert.Equal("another's", _store.State);
    }

    [Fact]
    public async Task FailedWrite_WhileNothingCanBeRead_LeavesWhatWas()
    {
        await Assert.ThrowsAsync<InconsistentStateException>(() => Replace(new InconsistentStateException("written by another")));
        Assert.Equal(("old", 1), (_store.State, _conflicts));
    }

    private Task Replace(Exception error)
    {
        _store.Error = error;
        return _store.Replace("new", () => _conflicts++, stored => stored == "new");
    }

    /// <summary>Every write fails; what is read is up to the test.</summary>
    private sealed class Store : IPersistentState<string>
    {
        public Exception? Error { get; set; }

        /// <summary>What reading finds; reading fails while it is null.</summary>
        public string? Stored { get; set; }

        public string State { get; set; } = "";

        public string? Etag => null;

        public bool RecordExists => true;

        public Task WriteStateAsync() => Task.FromException(Error!);

        public Task ReadStateAsync()
        {
            State = Stored ?? throw new IOException("away");
            return Task.CompletedTask;
        }

        public Task ClearStateAsync() => throw new NotSupportedException();
    }
}
