using System.ComponentModel.DataAnnotations;

namespace RcFleet.Gateway.Addresses;

/// <summary>The setting is a list of addresses and networks.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class AddressListAttribute : ValidationAttribute
{
    /// <inheritdoc />
    protected override ValidationResult? IsValid(object? value, ValidationContext validationContext) =>
        AddressList.TryParse(value as string, out _, out var problem) ? ValidationResult.Success : new ValidationResult(problem);
}
