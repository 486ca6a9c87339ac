// The grain suite computes; beside it, processes start, and wait for each other.
[assembly: CollectionBehavior(MaxParallelThreads = 3)]
