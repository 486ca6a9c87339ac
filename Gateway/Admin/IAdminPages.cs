using Microsoft.AspNetCore.Routing;

namespace RcFleet.Gateway.Admin;

/// <summary>Pages for operators on the admin listener. The listener asks for the operator's key before it lets anybody in.</summary>
public interface IAdminPages
{
    /// <summary>Where they lie, such as <c>/dashboard</c>.</summary>
    string Prefix { get; }

    /// <summary>Maps them below <see cref="Prefix"/>; requests come with the services of the process, not the listener's.</summary>
    void Map(IEndpointRouteBuilder routes);
}
