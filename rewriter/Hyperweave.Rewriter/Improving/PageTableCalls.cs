using Hyperweave.Catalogue;
using Hyperweave.Rewriting.Finding;
using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Hyperweave.Rewriting.Improving;

/// <summary>The guest API's methods that store page-table entries, and their counterparts that store into a batch.</summary>
internal static class PageTableCalls
{
    private const string Table = "Hyperweave.Guest.PageTable";
    private const string Batch = "M:Hyperweave.Guest.Woven.PageTableBatch.";
    private const string BatchParameter = "Hyperweave.Guest.Woven.PageTableBatch@)";
    private const string Operation = "page-entry-store";

    /// <summary>Name → parameters. PageTable's own methods are no operations of the catalogue: they store through PageEntry.</summary>
    private static readonly Dictionary<string, string> tableMethods = new()
    {
        ["Map"] = "System.UInt64,System.UInt64,Hyperweave.Guest.PageFlags",
        ["MapLarge"] = "System.UInt64,System.UInt64,Hyperweave.Guest.PageFlags",
        ["Unmap"] = "System.UInt64",
    };

    /// <summary>Doc-comment id of the counterpart, or null when the instruction is no such call.</summary>
    public static string? Counterpart(Instruction instruction) =>
        instruction.OpCode.Code is Code.Call or Code.Callvirt && instruction.Operand is MethodReference called ? Counterpart(called) : null;

    /// <summary>Doc-comment id of the counterpart, or null when the method is none of these.</summary>
    public static string? Counterpart(MethodReference called)
    {
        if (called.DeclaringType.FullName == Table)
        {
            return tableMethods.TryGetValue(called.Name, out var parameters) && DocumentationId.Of(called) == $"M:{Table}.{called.Name}({parameters})"
                ? $"{Batch}{called.Name}({Table},{parameters},{BatchParameter}" : null;
        }

        return called.DeclaringType.FullName == "Hyperweave.Guest.PageEntry" && DocumentationId.Of(called) == Signatures.GuestMethod(Operation)
            ? $"{Batch}Store(System.UInt64*,System.UInt64,{BatchParameter}" : null;
    }

    /// <summary>Whether a module can have such calls at all.</summary>
    public static bool CanBeIn(ModuleDefinition module) =>
        module.GetType(Table) is not null || module.GetTypeReferences().Any(type => type.FullName is Table or "Hyperweave.Guest.PageEntry");

    /// <summary>A call as a site, to be listed.</summary>
    public static FoundSite Site(MethodDefinition method, Instruction call)
    {
        var target = (MethodReference)call.Operand;
        return new FoundSite(method, call, target, new Signature(DocumentationId.Of(target), Operation) { Family = "Hyperweave" }, null);
    }
}
