namespace Hyperweave.Image.Linking;

/// <summary>
/// Turns the compiler's linker symbols back into names of methods and types, for people: from
/// <c>Kernel_Devices_Uart__Write</c> and the metadata of the assemblies to <c>Kernel.Devices.Uart.Write</c>.
/// </summary>
public sealed class ReadableNames
{
    private const string MethodTablePrefix = "_ZTV";

    // The compiler names these without assembly and namespace.
    private static readonly HashSet<string> s_wellKnown =
    [
        "System.Object", "System.String", "System.Void", "System.Boolean", "System.Char", "System.SByte", "System.Byte", "System.Int16",
        "System.UInt16", "System.Int32", "System.UInt32", "System.Int64", "System.UInt64", "System.IntPtr", "System.UIntPtr", "System.Single", "System.Double",
    ];

    private readonly Dictionary<string, string> _types = [];
    private readonly Dictionary<string, string> _methods = [];

    /// <summary>Learns a type.</summary>
    /// <param name="assembly">Simple name of its assembly.</param>
    /// <param name="fullName">Namespace and name, nested types behind '+' or '/'.</param>
    /// <param name="methods">Names of its methods.</param>
    public void AddType(string assembly, string fullName, IEnumerable<string> methods)
    {
        var readable = fullName.Replace('/', '.').Replace('+', '.');
        var mangled = s_wellKnown.Contains(fullName) ? fullName["System.".Length..] : Sanitize(assembly) + "_" + Sanitize(fullName);
        _types.TryAdd(mangled, readable);
        foreach (var method in methods)
            _methods.TryAdd(mangled + "__" + Sanitize(method), readable + "." + method.TrimStart('.'));
    }

    /// <summary>The readable form of a symbol; the symbol itself when it names no C# method or type.</summary>
    public string Of(string symbol)
    {
        if (symbol.StartsWith(MethodTablePrefix, StringComparison.Ordinal))
        {
            var mangled = symbol[MethodTablePrefix.Length..].TrimStart([.. "0123456789"]);
            return _types.GetValueOrDefault(WithoutArguments(mangled), mangled);
        }
        var plain = WithoutArguments(symbol);
        return _methods.GetValueOrDefault(plain) ?? _methods.GetValueOrDefault(WithoutOverload(plain)) ?? symbol;
    }

    // Type arguments stand in angle brackets, of the type and of the method.
    private static string WithoutArguments(string mangled)
    {
        var depth = 0;
        return string.Concat(mangled.Where(letter =>
        {
            depth += letter == '<' ? 1 : 0;
            var outside = depth == 0;
            depth -= letter == '>' ? 1 : 0;
            return outside;
        }));
    }

    // Overloads after the first carry a number.
    private static string WithoutOverload(string mangled)
    {
        var name = mangled.TrimEnd([.. "0123456789"]);
        return name.Length < mangled.Length && name.EndsWith('_') ? name[..^1] : mangled;
    }

    // The compiler keeps letters and digits and turns everything else into an underscore.
    private static string Sanitize(string name) => string.Create(name.Length, name, (result, source) =>
    {
        for (var index = 0; index < source.Length; index++)
            result[index] = char.IsAsciiLetterOrDigit(source[index]) ? source[index] : '_';
    });
}
