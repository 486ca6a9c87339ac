namespace RcFleet.Orleans.Embedded.Tests;

public interface IVaultGrain : IGrainWithStringKey
{
    Task<VaultView> View();

    Task Put(int number);

    /// <summary>Changes the state in memory only.</summary>
    Task Keep(int number);

    Task Clear();

    Task PutBig(int bytes);

    Task Read();

    /// <summary>Writes behind the back of the activation, as another process would.</summary>
    Task WriteElsewhere();

    /// <summary>Another state of the same grain.</summary>
    Task PutOther(int number);
}
