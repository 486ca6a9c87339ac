// The tests measure time on real sockets: one at a time.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
