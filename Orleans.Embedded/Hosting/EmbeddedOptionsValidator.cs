using Microsoft.Extensions.Options;

namespace Orleans.Embedded;

/// <summary>Reports every wrong setting at once.</summary>
internal sealed class EmbeddedOptionsValidator : IValidateOptions<EmbeddedOptions>
{
    public ValidateOptionsResult Validate(string? name, EmbeddedOptions options)
    {
        List<string> errors = [];
        if (string.IsNullOrWhiteSpace(options.DataPath))
            errors.Add($"{nameof(options.DataPath)} is empty: set it to the directory that keeps the state.");
        if (options.GrainAssemblies.Count == 0)
            errors.Add($"{nameof(options.GrainAssemblies)} is empty: add the assembly that has the grain classes.");
        Count(nameof(options.MailboxLimit), options.MailboxLimit);
        Count(nameof(options.ObserverMailboxLimit), options.ObserverMailboxLimit);
        Count(nameof(options.StorageQueueLimit), options.StorageQueueLimit);
        if (options.IdleTimeout != Timeout.InfiniteTimeSpan)
            Time(nameof(options.IdleTimeout), options.IdleTimeout, TimeSpan.FromSeconds(1), TimeSpan.FromDays(365));
        Time(nameof(options.ResponseTimeout), options.ResponseTimeout, TimeSpan.FromMilliseconds(10), TimeSpan.FromDays(1));
        Time(nameof(options.SweepPeriod), options.SweepPeriod, TimeSpan.FromMilliseconds(10), TimeSpan.FromMinutes(1));
        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);

        void Count(string setting, int value)
        {
            if (value is < 1 or > 1_000_000) errors.Add($"{setting} is {value}; it must be 1 to 1000000.");
        }

        void Time(string setting, TimeSpan value, TimeSpan least, TimeSpan most)
        {
            if (value < least || value > most) errors.Add($"{setting} is {value}; it must be {least} to {most}.");
        }
    }
}
