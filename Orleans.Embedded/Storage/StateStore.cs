using System.Threading.Channels;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace Orleans.Embedded;

/// <summary>
/// All stored state, behind one queue and one thread: what has queued up while the disk was busy shares the next
/// transaction, and nobody is answered before it is committed. Reads go the same way, so that they see what was written before.
/// </summary>
internal sealed class StateStore : IDisposable
{
    private const string FileName = "rcfleet.db";
    private const string LockName = "rcfleet.lock";
    private const int OperationsPerCommit = 512;

    private readonly Channel<StateOperation> _queue;
    private readonly FileStream? _lock;
    private readonly StateFile _file;
    private readonly Thread _thread;
    private readonly ILogger _logger;

    private StateStore(FileStream? @lock, StateFile file, int queueLimit, ILogger logger)
    {
        (_lock, _file, _logger) = (@lock, file, logger);
        _queue = Channel.CreateBounded<StateOperation>(new BoundedChannelOptions(queueLimit) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });
        _thread = new Thread(Work) { IsBackground = true, Name = "rcfleet storage" };
        _thread.Start();
    }

    /// <summary>For tests.</summary>
    public StateFile File => _file;

    /// <summary>For tests: awaited before a write is queued; makes single records hang or fail.</summary>
    public Func<StateOperation, Task>? BeforeWrite { get; set; }

    /// <exception cref="DataPathException">Says why not, and what to do.</exception>
    public static StateStore Open(string dataPath, int queueLimit, ILogger logger)
    {
        if (dataPath == EmbeddedOptions.InMemory) return new StateStore(null, new StateFile(dataPath), queueLimit, logger);
        var @lock = Lock(dataPath);
        try
        {
            return new StateStore(@lock, OpenFile(Path.Combine(dataPath, FileName)), queueLimit, logger);
        }
        catch
        {
            @lock.Dispose();
            throw;
        }
    }

    /// <summary>Done when the operation is durable. Waits for a place if the queue is full.</summary>
    public async Task<StateRecord> Run(StateOperation operation)
    {
        if (BeforeWrite is { } before && operation.Kind == StateOperationKind.Write) await before(operation);
        try
        {
            await _queue.Writer.WriteAsync(operation);
        }
        catch (ChannelClosedException)
        {
            throw new ObjectDisposedException(nameof(StateStore), $"{operation.Key}: the engine has stopped, so its state is closed.");
        }
        return await operation.Answer;
    }

    /// <summary>Writes what is queued, then closes the file and gives the data path free.</summary>
    public void Dispose()
    {
        if (!_queue.Writer.TryComplete()) return;
        _thread.Join();
        _file.Dispose();
        _lock?.Dispose();
    }

    // The operating system holds the lock for as long as the process lives, however it ends.
    private static FileStream Lock(string dataPath)
    {
        try
        {
            Directory.CreateDirectory(dataPath);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new DataPathException($"The data path {dataPath} cannot be made: {exception.Message} Give a directory that this user may write to.", exception);
        }
        var path = Path.Combine(dataPath, LockName);
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (UnauthorizedAccessException exception)
        {
            throw new DataPathException($"The data path {dataPath} is not writable: {exception.Message} Give this user the right to write there, or another directory.", exception);
        }
        catch (IOException exception) when (System.IO.File.Exists(path))
        {
            throw new DataPathException($"The data path {dataPath} is in use by another process: only one can host the grains. Stop the other one, or give this one a data path of its own.", exception);
        }
        catch (IOException exception)
        {
            throw new DataPathException($"The data path {dataPath} cannot be used: {exception.Message}", exception);
        }
    }

    private static StateFile OpenFile(string path)
    {
        try
        {
            return new StateFile(path);
        }
        catch (SqliteException exception) when (exception.SqliteErrorCode is SQLitePCL.raw.SQLITE_CORRUPT or SQLitePCL.raw.SQLITE_NOTADB)
        {
            throw new DataPathException($"{path} is damaged or not a database: {exception.Message} Move it away with its -wal and -shm files and restore a backup; `sqlite3 {path} .recover` may save what is in it.", exception);
        }
        catch (SqliteException exception)
        {
            throw new DataPathException($"{path} cannot be opened for writing: {exception.Message} Check its permissions and the free space of its disk.", exception);
        }
    }

    private void Work()
    {
        var reader = _queue.Reader;
        List<StateOperation> batch = new(OperationsPerCommit);
        while (reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
        {
            while (batch.Count < OperationsPerCommit && reader.TryRead(out var operation)) batch.Add(operation);
            if (!TryCommit(batch, out var failure))
            {
                // Find out whose fault it is: each in a transaction of its own, so that the others are not hurt.
                foreach (var operation in batch)
                {
                    if (batch.Count > 1 && TryCommit([operation], out failure)) continue;
                    EngineMetrics.StorageFailures.Add(1);
                    EngineLog.StorageFailed(_logger, failure!);
                    operation.Decide(default, new IOException($"{operation.Key}: {operation.Kind} failed, nothing was changed. {failure!.Message}", failure));
                }
            }
            foreach (var operation in batch) operation.Tell();
            batch.Clear();
        }
    }

    private bool TryCommit(List<StateOperation> batch, out Exception? failure)
    {
        try
        {
            _file.Begin();
            foreach (var operation in batch) _file.Run(operation);
            _file.Commit();
        }
        catch (Exception exception)
        {
            _file.Rollback();
            failure = exception;
            return false;
        }
        EngineMetrics.StorageCommits.Add(1);
        foreach (var operation in batch)
        {
            if (operation.Kind == StateOperationKind.Read) continue;
            if (operation.Failed) EngineMetrics.StorageConflicts.Add(1);
            else EngineMetrics.StorageWrites.Add(1);
        }
        failure = null;
        return true;
    }
}
