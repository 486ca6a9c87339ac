// What is not Timed computes, or waits long for others to give up.
[assembly: CollectionBehavior(MaxParallelThreads = 4)]
