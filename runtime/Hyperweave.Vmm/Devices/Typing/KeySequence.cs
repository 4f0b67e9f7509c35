using System.Globalization;

namespace Hyperweave.Vmm.Devices.Typing;

/// <summary>
/// Reads what is to be typed: text as a US keyboard types it, with <c>&lt;Enter&gt;</c>, <c>&lt;Ctrl+C&gt;</c>, <c>&lt;Wait 2s&gt;</c> for keys,
/// combinations and pauses, and <c>&lt;&lt;&gt;</c> for a less-than sign. docs/devices.md is the grammar for readers.
/// </summary>
public static class KeySequence
{
    private const string Wait = "Wait ";

    /// <exception cref="FormatException">It cannot be typed; the message says what and at which character, from 1.</exception>
    public static IReadOnlyList<KeyAction> Parse(string text)
    {
        var actions = new List<KeyAction>();
        for (int at = 0; at < text.Length;)
        {
            if (text[at] != '<')
            {
                AddCharacter(actions, text[at], at);
                at++;
                continue;
            }
            int end = at + 2 <= text.Length ? text.IndexOf('>', Math.Min(at + 2, text.Length)) : -1;
            if (end < 0) throw Problem("'<' has no '>'; write <<> for the sign itself", at);
            AddBracketed(actions, text[(at + 1)..end], at);
            at = end + 1;
        }
        return actions;
    }

    private static void AddCharacter(List<KeyAction> actions, char character, int at)
    {
        if (!KeyTable.TryFind(character, out var key, out bool isShifted)) throw Problem($"no key of a US keyboard types '{character}'", at);
        AddStroke(actions, isShifted ? [KeyTable.Shift, key] : [key]);
    }

    private static void AddBracketed(List<KeyAction> actions, string inside, int at)
    {
        if (inside.StartsWith(Wait, StringComparison.OrdinalIgnoreCase)) actions.Add(new KeyAction(default, false, ParsePause(inside[Wait.Length..], at)));
        else if (inside == "<") AddCharacter(actions, '<', at);
        else AddStroke(actions, [.. inside.Split('+').Select(name => Find(name, at))]);
    }

    /// <summary>Down in this order, up in the opposite one.</summary>
    private static void AddStroke(List<KeyAction> actions, Key[] keys)
    {
        actions.AddRange(keys.Select(key => new KeyAction(key, false, default)));
        actions.AddRange(keys.Reverse().Select(key => new KeyAction(key, true, default)));
    }

    private static Key Find(string name, int at) =>
        KeyTable.TryFind(name, out var key) ? key : throw Problem($"there is no key '{name}'; keys are {string.Join(", ", KeyTable.Names)} and single characters", at);

    private static TimeSpan ParsePause(string text, int at) =>
        TryParseTime(text, out var time) ? time : throw Problem($"'{text}' is no time; write e.g. <Wait 2s> or <Wait 500ms>", at);

    /// <summary>"2s", "0.5s", "500ms".</summary>
    public static bool TryParseTime(string text, out TimeSpan time)
    {
        bool inMilliseconds = text.EndsWith("ms", StringComparison.Ordinal);
        string number = inMilliseconds ? text[..^2] : text.EndsWith('s') ? text[..^1] : "";
        bool isTime = double.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double value) && value <= 1e6;
        time = !isTime ? default : inMilliseconds ? TimeSpan.FromMilliseconds(value) : TimeSpan.FromSeconds(value);
        return isTime;
    }

    private static FormatException Problem(string what, int at) => new($"character {at + 1}: {what}");
}
