using System.Text.RegularExpressions;
using Mono.Cecil;

namespace Hyperweave.Image.Compilation;

/// <summary>Reads what ilc prints. It exits with 0 even when it found that a method will always throw.</summary>
internal static partial class CompilerOutput
{
    // ILC: AOT analysis error IL1005: Namespace.Type.Method(Int32): Method will always throw because: …
    [GeneratedRegex(@"error (?<code>IL\d+): (?<method>.*?): (?<text>Method will always throw because: .*)$")]
    private static partial Regex AlwaysThrows();

    // Public keys in assembly names make messages unreadable.
    [GeneratedRegex(", Version=[^']*PublicKey=[0-9a-fA-F]+")]
    private static partial Regex AssemblyIdentity();

    // Of a failure inside the compiler: the exceptions, not their stack.
    [GeneratedRegex(@"^(Error: | ---> )(?<text>.*)$")]
    private static partial Regex Failure();

    public static List<BuildMessage> Errors(IReadOnlyList<string> lines, GuestInputs inputs)
    {
        var failure = lines.Select(line => Failure().Match(line)).Where(match => match.Success).Select(match => match.Groups["text"].Value).ToList();
        var messages = lines.Select(line => AlwaysThrowsError(line, inputs)).OfType<BuildMessage>().ToList();
        if (failure.Count > 0)
            messages.Add(new BuildMessage(ImageErrorIds.CompilerFailed, "ilc failed: " + string.Join(": ", failure)));
        return messages;
    }

    private static BuildMessage? AlwaysThrowsError(string line, GuestInputs inputs)
    {
        var match = AlwaysThrows().Match(AssemblyIdentity().Replace(line, ""));
        if (!match.Success)
            return null;
        var method = match.Groups["method"].Value;
        var text = $"{method}: {match.Groups["text"].Value} ({match.Groups["code"].Value})";
        return Locate(new BuildMessage(ImageErrorIds.AlwaysThrows, text), method, inputs);
    }

    // The compiler names the method only, so the message goes to the method's first line.
    private static BuildMessage Locate(BuildMessage message, string method, GuestInputs inputs)
    {
        using var resolver = new GuestAssemblyResolver(inputs);
        foreach (var path in inputs.Libraries.Prepend(inputs.Assembly))
        {
            using var module = GuestModule.Read(path, resolver);
            var definition = module.GetTypes().SelectMany(type => type.Methods).FirstOrDefault(candidate => IsNamed(candidate, method));
            if (SourcePlaces.Of(definition, null) is { } place)
                return message with { File = place.Document.Url, Line = place.StartLine, Column = place.StartColumn };
        }
        return message;
    }

    private static bool IsNamed(MethodDefinition method, string described)
    {
        var name = described.Split('(')[0];
        return name == $"{method.DeclaringType.FullName.Replace('/', '+')}.{method.Name}" && described.Count(letter => letter == ',') == Math.Max(0, method.Parameters.Count - 1);
    }
}
