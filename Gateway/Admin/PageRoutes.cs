using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace RcFleet.Gateway.Admin;

/// <summary>Routes of the admin listener for pages that find their services in the process around it.</summary>
internal sealed class PageRoutes(IEndpointRouteBuilder listener, IServiceProvider services) : IEndpointRouteBuilder
{
    public IServiceProvider ServiceProvider => services;

    public ICollection<EndpointDataSource> DataSources => listener.DataSources;

    public IApplicationBuilder CreateApplicationBuilder() => listener.CreateApplicationBuilder();
}
