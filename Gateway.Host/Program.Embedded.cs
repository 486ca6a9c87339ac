Console.Error.WriteLine("The gateway as a process of its own is a client of a cluster, and the embedded engine is one process: run Silo, or build with -p:Engine=Orleans.");
return 2;
