using Orleans.Storage;

namespace RcFleet.Storage;

public class CoalescedWriterTests
{
    private readonly SlowStorage _storage = new();
    private readonly List<int> _written = [];
    private readonly List<Exception> _failed = [];
    private readonly CoalescedWriter<int> _writer;
    private int _memory;

    public CoalescedWriterTests() => _writer = new CoalescedWriter<int>(_storage, () => _memory, state => state > 0, _written.Add, _failed.Add);

    [Fact]
    public async Task Save_WhileAWriteIsInFlight_SharesTheNextOne_WithTheNewestState()
    {
        _memory = 1;
        var first = _writer.Save();
        _memory = 2;
        var second = _writer.Save();
        _memory = 3;
        var third = _writer.Save();

        Assert.Equal([1], _storage.Begun);
        _storage.Finish();
        await first;
        Assert.False(second.IsCompleted);
        Assert.Equal([1, 3], _storage.Begun);
        _storage.Finish();
        await Task.WhenAll(second, third);
        Assert.Equal([1, 3], _written);
    }

    [Fact]
    public async Task Save_WithAnUndo_UndoesWhatAFailedWriteWasFor_BeforeTheCallerHearsOfIt()
    {
        _memory = 1;
        var good = _writer.Save(undo: () => _memory = 0);
        _storage.Finish();
        await good;
        Assert.Equal(1, _memory);

        _memory = 2;
        var failing = _writer.Save(undo: () => _memory = 1);
        _storage.Finish(new IOException("full"));
        await Assert.ThrowsAsync<IOException>(() => failing);
        Assert.Equal(1, _memory);
    }

    [Fact]
    public async Task Save_WithAnUndo_UndoesBeforeTheNextWrite_WhichWouldMakeItDurable()
    {
        _memory = 1;
        var failing = _writer.Save(undo: () => _memory = 0);
        var later = _writer.Save();
        _storage.Finish(new IOException("full"));
        await Assert.ThrowsAsync<IOException>(() => failing);
        _storage.Finish();
        await later;
        Assert.Equal([1, 0], _storage.Begun);
        Assert.Equal([0], _written);
    }

    [Fact]
    public async Task Save_ThatFails_FailsItsCallersOnly_AndStaysBehindUntilRetried()
    {
        _memory = 1;
        var failing = _writer.Save();
        _memory = 2;
        var later = _writer.Save();
        _storage.Finish(new IOException("full"));

        await Assert.ThrowsAsync<IOException>(() => failing);
        _storage.Finish();
        await later;
        Assert.False(_writer.Behind);

        var again = _writer.Save();
        _storage.Finish(new IOException("full"));
        await Assert.ThrowsAsync<IOException>(() => again);
        Assert.True(_writer.Behind);
        Assert.Equal(2, _failed.Count);
        _memory = 4;
        _writer.Retry();
        _storage.Finish();
        Assert.False(_writer.Behind);
        Assert.Equal([2, 4], _written);
        _writer.Retry();
        Assert.Equal(4, _storage.Begun.Count);
    }

    [Fact]
    public async Task Conflict_AnotherActivationHasWritten_NothingIsWrittenAnyMore()
    {
        _storage.Stored = -1;
        var lost = _writer.Save();
        _storage.Finish(new InconsistentStateException("written by another"));
        await Assert.ThrowsAsync<InconsistentStateException>(() => lost);

        Assert.True(_writer.Lost);
        await Assert.ThrowsAsync<InconsistentStateException>(() => _writer.Save());
        _writer.Retry();
        Assert.Single(_storage.Begun);
        Assert.Empty(_written);
    }

    [Fact]
    public async Task Conflict_WithAnOwnWriteThatWasTakenForFailed_IsWrittenOver()
    {
        _storage.Stored = 1;
        _memory = 1;
        var first = _writer.Save();
        _memory = 2;
        _storage.Finish(new InconsistentStateException("written before"));
        _storage.Finish();

        await first;
        Assert.Equal([1, 2], _storage.Begun);
        Assert.Equal([2], _written);
        Assert.Equal((false, false), (_writer.Lost, _writer.Behind));
    }

    [Fact]
    public async Task Conflict_WhileNothingCanBeRead_IsLookedIntoAtTheNextTry()
    {
        _memory = 1;
        var failing = _writer.Save();
        _storage.Finish(new InconsistentStateException("written before"));
        await Assert.ThrowsAsync<IOException>(() => failing);
        Assert.Equal((false, true), (_writer.Lost, _writer.Behind));

        _storage.Stored = 1;
        _writer.Retry();
        _storage.Finish(new InconsistentStateException("written before"));
        _storage.Finish();
        Assert.Equal((false, false), (_writer.Lost, _writer.Behind));
    }

    /// <summary>Each write waits until the test finishes it.</summary>
    private sealed class SlowStorage : IPersistentState<int>
    {
        private TaskCompletionSource? _write;

        public List<int> Begun { get; } = [];

        /// <summary>What reading finds; reading fails while it is null.</summary>
        public int? Stored { get; set; }

        public int State { get; set; }

        public string? Etag => null;

        public bool RecordExists => true;

        public Task WriteStateAsync()
        {
            Begun.Add(State);
            _write = new TaskCompletionSource();
            return _write.Task;
        }

        // Runs what follows the write on this thread, so that the test sees it done.
        public void Finish(Exception? error = null)
        {
            if (error is null) _write!.SetResult();
            else _write!.SetException(error);
        }

        public Task ReadStateAsync()
        {
            State = Stored ?? throw new IOException("away");
            return Task.CompletedTask;
        }

        public Task ClearStateAsync() => throw new NotSupportedException();
    }
}
