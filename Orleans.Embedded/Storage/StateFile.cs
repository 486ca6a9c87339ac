using System.Globalization;
using Microsoft.Data.Sqlite;
using Orleans.Storage;

namespace Orleans.Embedded;

/// <summary>
/// The SQLite file and its four statements; used by one thread only. WAL with synchronous=FULL: what is committed
/// survives a killed process and, as far as the disk keeps its word about flushes, a power cut too (sqlite.org/pragma.html#pragma_synchronous).
/// </summary>
internal sealed class StateFile : IDisposable
{
    public const int SchemaVersion = 1;

    private const string Where = "WHERE grain_type = $type AND grain_key = $key AND store = $store AND name = $name";

    private readonly SqliteConnection _connection;
    private readonly SqliteCommand _begin;
    private readonly SqliteCommand _commit;
    private readonly SqliteCommand _rollback;
    private readonly SqliteCommand _read;
    private readonly SqliteCommand _insert;
    private readonly SqliteCommand _update;
    private readonly SqliteCommand _delete;

    /// <exception cref="SqliteException">Not a database, damaged, or not writable.</exception>
    /// <exception cref="DataPathException">A newer version wrote it.</exception>
    public StateFile(string dataSource)
    {
        _connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = dataSource, Pooling = false }.ToString());
        try
        {
            _connection.Open();
            Upgrade(dataSource);
            _begin = Prepare("BEGIN IMMEDIATE");
            _commit = Prepare("COMMIT");
            _rollback = Prepare("ROLLBACK");
            _read = Prepare($"SELECT etag, body FROM state {Where}", "type", "key", "store", "name");
            _insert = Prepare("INSERT INTO state (grain_type, grain_key, store, name, etag, body) VALUES ($type, $key, $store, $name, $new, $body) ON CONFLICT DO NOTHING",
                "type", "key", "store", "name", "new", "body");
            _update = Prepare($"UPDATE state SET etag = $new, body = $body {Where} AND etag = $etag",
                "type", "key", "store", "name", "new", "body", "etag");
            _delete = Prepare($"DELETE FROM state {Where} AND etag = $etag", "type", "key", "store", "name", "etag");
        }
        catch
        {
            _connection.Dispose();
            throw;
        }
    }

    /// <summary>For tests: the file may not grow beyond so many pages, as if the disk were full.</summary>
    public long MaxPages
    {
        set => Execute($"PRAGMA max_page_count = {value}");
    }

    /// <summary>For tests: runs before a commit; if it throws, the commit fails.</summary>
    public Action? Committing { get; set; }

    public void Begin() => _begin.ExecuteNonQuery();

    public void Commit()
    {
        Committing?.Invoke();
        _commit.ExecuteNonQuery();
    }

    /// <summary>Never throws: a failed statement may have rolled back by itself.</summary>
    public void Rollback()
    {
        try
        {
            _rollback.ExecuteNonQuery();
        }
        catch (SqliteException)
        {
        }
    }

    /// <summary>Runs the operation inside the current transaction and leaves its outcome in it. An ETag that differs is an outcome.</summary>
    /// <exception cref="SqliteException">The disk or the file failed; the transaction is to be rolled back.</exception>
    public void Run(StateOperation operation)
    {
        switch (operation.Kind)
        {
            case StateOperationKind.Read:
                operation.Decide(Read(operation.Key));
                break;
            case StateOperationKind.Write:
                var etag = NewEtag();
                var changed = operation.Etag is null
                    ? Bind(_insert, operation.Key, ("$new", etag), ("$body", operation.Body!)).ExecuteNonQuery()
                    : Bind(_update, operation.Key, ("$new", etag), ("$body", operation.Body!), ("$etag", operation.Etag)).ExecuteNonQuery();
                if (changed == 1) operation.Decide(new(null, etag));
                else Conflict(operation);
                break;
            case StateOperationKind.Clear:
                if (operation.Etag is not null && Bind(_delete, operation.Key, ("$etag", operation.Etag)).ExecuteNonQuery() == 1
                    || operation.Etag is null && Read(operation.Key).Etag is null)
                    operation.Decide(default);
                else Conflict(operation);
                break;
        }
    }

    public void Dispose() => _connection.Dispose();

    // Random and not a counter, which would begin anew after a clear and let a stale writer through.
    private static string NewEtag() => Random.Shared.NextInt64().ToString("x16", CultureInfo.InvariantCulture);

    private static SqliteCommand Bind(SqliteCommand command, StateKey key, params ReadOnlySpan<(string Name, object Value)> more)
    {
        var parameters = command.Parameters;
        parameters["$type"].Value = key.GrainType;
        parameters["$key"].Value = key.GrainKey;
        parameters["$store"].Value = key.Store;
        parameters["$name"].Value = key.Name;
        foreach (var (name, value) in more) parameters[name].Value = value;
        return command;
    }

    private StateRecord Read(StateKey key)
    {
        using var reader = Bind(_read, key).ExecuteReader();
        return reader.Read() ? new(reader.GetFieldValue<byte[]>(1), reader.GetString(0)) : default;
    }

    private void Conflict(StateOperation operation)
    {
        var stored = Read(operation.Key).Etag;
        operation.Decide(default, new InconsistentStateException(
            $"{operation.Key} was not {(operation.Kind == StateOperationKind.Write ? "written" : "cleared")}: somebody else wrote it since this activation read it.",
            stored, operation.Etag));
    }

    private void Upgrade(string dataSource)
    {
        Execute("PRAGMA journal_mode = WAL");
        Execute("PRAGMA synchronous = FULL");
        var version = (long)Scalar("PRAGMA user_version")!;
        if (version > SchemaVersion)
        {
            throw new DataPathException(
                $"{dataSource} was written by a newer version of this program (schema {version}; this one knows {SchemaVersion}). "
                + "Start the newer version, or move the file away and restore a backup that this version wrote.");
        }
        if (Scalar("PRAGMA quick_check(1)") is not "ok")
            throw new SqliteException("The integrity check found damage.", SQLitePCL.raw.SQLITE_CORRUPT);
        if (version == 0)
        {
            Execute($"""
                BEGIN IMMEDIATE;
                CREATE TABLE state (
                    grain_type TEXT NOT NULL,
                    grain_key TEXT NOT NULL,
                    store TEXT NOT NULL,
                    name TEXT NOT NULL,
                    etag TEXT NOT NULL,
                    body BLOB NOT NULL, -- JSON, UTF-8
                    PRIMARY KEY (grain_type, grain_key, store, name)
                ) WITHOUT ROWID;
                PRAGMA user_version = {SchemaVersion};
                COMMIT;
                """);
        }
    }

    private SqliteCommand Prepare(string text, params string[] parameters)
    {
        var command = _connection.CreateCommand();
        command.CommandText = text;
        foreach (var name in parameters)
            command.Parameters.Add($"${name}", name == "body" ? SqliteType.Blob : SqliteType.Text);
        command.Prepare();
        return command;
    }

    private void Execute(string text)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = text;
        command.ExecuteNonQuery();
    }

    private object? Scalar(string text)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = text;
        return command.ExecuteScalar();
    }
}
