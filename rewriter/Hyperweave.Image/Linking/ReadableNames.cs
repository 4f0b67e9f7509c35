namespace Hyperweave.Image.Linking;

/// <summary>
/// Turns the compiler's linker symbols back into names of methods and types, for people: from
/// <c>Kernel_Devices_Uart__Write</c> and the metadata of the assemblies to <c>Kernel.Devices.Uart.Write</c>.
/// </summary>
public sealed class ReadableNames
{
    private const string MethodTablePrefix = "_ZTV";

    private readonly Dictionary<string, string> _types = [];

    /// <summary>Learns a type.</summary>
    /// <param name="assembly">Simple name of its assembly.</param>
    /// <param name="fullName">Namespace and name, nested types behind '+' or '/'.</param>
    public void AddType(string assembly, string fullName)
    {
        var readable = fullName.Replace('/', '.').Replace('+', '.');
        _types.TryAdd(Sanitize(assembly) + "_" + Sanitize(fullName), readable);
    }

    /// <summary>The readable form of a symbol; the symbol itself when it names no C# method or type.</summary>
    public string Of(string symbol)
    {
        if (symbol.StartsWith(MethodTablePrefix, StringComparison.Ordinal))
            return TypeName(symbol[MethodTablePrefix.Length..].TrimStart([.. "0123456789"]));
        for (var separator = symbol.IndexOf("__", StringComparison.Ordinal); separator > 0; separator = symbol.IndexOf("__", separator + 1, StringComparison.Ordinal))
        {
            var prefix = symbol[..separator];
            if (prefix.Count('<') == prefix.Count('>') && _types.TryGetValue(WithoutArguments(prefix), out var type))
                return type + "." + symbol[(separator + 2)..];
        }
        return symbol;
    }

    private string TypeName(string mangled) => _types.GetValueOrDefault(WithoutArguments(mangled), mangled);

    private static string WithoutArguments(string mangled)
    {
        var arguments = mangled.IndexOf('<');
        return arguments < 0 ? mangled : mangled[..arguments];
    }

    // The compiler keeps letters and digits and turns everything else into an underscore.
    private static string Sanitize(string name) => string.Create(name.Length, name, (result, source) =>
    {
        for (var index = 0; index < source.Length; index++)
            result[index] = char.IsAsciiLetterOrDigit(source[index]) ? source[index] : '_';
    });
}
