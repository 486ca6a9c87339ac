namespace RcFleet.ScaleModel.Tests;

public class DocumentTests
{
    [Fact]
    public void Docs_have_the_tables_that_the_model_prints()
    {
        var docs = File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "docs", "scale.md"));

        Assert.All(Tables.Markdown(new Assumptions()).Split('\n').Where(line => line.StartsWith('|')), line => Assert.Contains(line, docs));
    }

    [Fact]
    public void A_frames_cost_is_the_READMEs()
    {
        var row = File.ReadLines(Path.Combine(AppContext.BaseDirectory, "docs", "README.md")).Single(line => line.StartsWith("| relay, 10 cameras × 4 viewers", StringComparison.Ordinal));

        Assert.Equal($"{new Assumptions().FrameCpuUs}", row.Split('|')[2].Trim());
    }
}
