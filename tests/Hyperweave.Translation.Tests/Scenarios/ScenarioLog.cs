using System.Text;

namespace Hyperweave.Translation.Tests.Scenarios;

/// <summary>A serial log, cut at the scenarios' names: what each has printed.</summary>
internal sealed class ScenarioLog
{
    private readonly Dictionary<string, StringBuilder> _blocks = [];

    internal ScenarioLog(string text)
    {
        StringBuilder? block = null;
        foreach (string line in text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (line[0] is not ('!' or '=')) _blocks[line] = block = new StringBuilder();
            else block?.Append("    ").Append(Short(line)).Append('\n');
        }
    }

    internal string Of(string scenario) => _blocks.TryGetValue(scenario, out var block) ? block.ToString() : "";

    private static string Short(string line) => string.Join(' ', line.Split(' ').Select(word => word.TrimStart('0') is "" ? "0" : word.TrimStart('0')));
}
