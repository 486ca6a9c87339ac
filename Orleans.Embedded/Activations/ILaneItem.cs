namespace Orleans.Embedded;

/// <summary>A piece of the engine's work: runs on the thread pool, or in the <see cref="Lane"/> of a thread that runs another one.</summary>
internal interface ILaneItem : IThreadPoolWorkItem
{
    void Run();

    void IThreadPoolWorkItem.Execute() => Lane.Run(this);
}
