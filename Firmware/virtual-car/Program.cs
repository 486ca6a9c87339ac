Console.WriteLine("RcFleet virtual car");
