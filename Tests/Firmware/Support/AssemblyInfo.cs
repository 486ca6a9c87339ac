// The tests measure time on real processes: one at a time.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
