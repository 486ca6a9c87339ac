using Orleans.Storage;

namespace RcFleet.Storage;

public class CoalescedWriterTests
{
    private readonly SlowStorage _storage = new();
    private readonly List<int> _written = [];
    private readonly List<Exception> _failed = [];
    private readonly CoalescedWriter<int> _writer;
    private int _memory;

    public CoalescedWriterTests() => _writer = new CoalescedWriter<int>(_storage, () => _memory, _written.Add, _failed.Add);

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
        var lost = _writer.Save();
        _storage.Finish(new InconsistentStateException("written by another"));
        await Assert.ThrowsAsync<InconsistentStateException>(() => lost);

        Assert.True(_writer.Lost);
        await Assert.ThrowsAsync<InconsistentStateException>(() => _writer.Save());
        _writer.Retry();
        Assert.Single(_storage.Begun);
        Assert.Empty(_written);
    }

    /// <summary>Each write waits until the test finishes it.</summary>
    private sealed class SlowStorage : IPersistentState<int>
    {
        private TaskCompletionSource? _write;

        public List<int> Begun { get; } = [];

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

        public Task ReadStateAsync() => throw new NotSupportedException();

        public Task ClearStateAsync() => throw new NotSupportedException();
    }
}
