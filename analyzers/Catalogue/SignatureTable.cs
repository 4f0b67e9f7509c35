using System;
using System.Collections.Generic;
using System.Linq;

namespace Hyperweave.Catalogue;

/// <summary>Signature rows by key: the built-in ones and a user's, which win.</summary>
internal sealed class SignatureTable
{
    /// <summary>
    /// The module name that stands for "linked into this image". Built-in entry points are looked up only there, so that an
    /// ordinary program's <c>[DllImport("libc")] pause()</c> is not taken for a kernel's.
    /// </summary>
    public const string ThisImage = "*";

    private readonly Dictionary<string, Signature> builtIn;
    private readonly Dictionary<string, Signature> users;

    public SignatureTable(IEnumerable<Signature> userRows)
    {
        builtIn = Index(Signatures.All);
        users = Index(userRows);
    }

    /// <summary>The simple names, as metadata has them, of the methods that have a row.</summary>
    public IEnumerable<string> MethodNames => users.Values.Concat(builtIn.Values).Where(row => row.IsMethod).Select(row => MetadataName(row.Key));

    /// <summary>The row of a method, or null.</summary>
    /// <param name="documentationId">Its doc-comment id, as Roslyn and Cecil's rocks spell it.</param>
    public Signature? FindMethod(string documentationId) => Find(users, documentationId) ?? Find(builtIn, documentationId);

    /// <summary>The row of an extern method, or null.</summary>
    /// <param name="module">The module that it names; MOSA puts the intrinsic's name there.</param>
    /// <param name="entryPoint">The symbol that it names.</param>
    public Signature? FindExtern(string module, string entryPoint) =>
        Find(users, entryPoint)
        ?? (module.Contains("::") ? Find(builtIn, module) : null)
        ?? (module == ThisImage ? Find(builtIn, entryPoint) : null);

    /// <summary>Of <c>M:Space.Type.Name``1(…)</c> the name; <c>#</c> stands for the dot that a name itself holds (C# specification, annex D.4.2).</summary>
    private static string MetadataName(string id)
    {
        var member = id.Split('(')[0];
        var name = member.Substring(member.LastIndexOf('.') + 1).Split('`')[0];
        return name.Replace('#', '.').Replace('{', '<').Replace('}', '>');
    }

    private static Dictionary<string, Signature> Index(IEnumerable<Signature> rows)
    {
        var index = new Dictionary<string, Signature>(StringComparer.Ordinal);
        foreach (var row in rows.Where(row => !index.ContainsKey(row.Key)))
            index.Add(row.Key, row);
        return index;
    }

    private static Signature? Find(Dictionary<string, Signature> rows, string key) =>
        rows.TryGetValue(key, out var row) ? row : null;
}
