using Xunit.Abstractions;
using Xunit.Sdk;

namespace RcFleet.Browser.Support;

/// <summary>Finds them only when they are asked for.</summary>
public sealed class ScreenshotsDiscoverer(IMessageSink messages) : IXunitTestCaseDiscoverer
{
    public IEnumerable<IXunitTestCase> Discover(ITestFrameworkDiscoveryOptions options, ITestMethod method, IAttributeInfo fact) =>
        ScreenshotsFactAttribute.Folder is null ? [] : [new XunitTestCase(messages, options.MethodDisplayOrDefault(), options.MethodDisplayOptionsOrDefault(), method)];
}
