using RcFleet.Orleans.Embedded.Tests;

// The test assembly as a program: only the kill test starts it.
if (args is [KillWorker.Command, var dataPath]) await KillWorker.Run(dataPath);
