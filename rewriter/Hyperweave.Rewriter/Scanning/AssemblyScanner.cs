using Hyperweave.Catalogue;
using Hyperweave.Rewriting.Files;
using Hyperweave.Rewriting.Finding;
using Hyperweave.Rewriting.Replacing;
using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Hyperweave.Rewriting.Scanning;

/// <summary>
/// What a rewrite would do to an assembly, without doing it: the rewriter's own finder and its own decisions, on a module in
/// memory that is never written.
/// </summary>
public static class AssemblyScanner
{
    /// <summary>Scans one assembly. Whatever is wrong with the input becomes an error of the result.</summary>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static AssemblyScan Scan(ScanOptions options)
    {
        var errors = new List<RewriteMessage>();
        List<AssemblyFinding> findings = [];
        var read = AssemblyWork.Run(options, options.InputPath, errors, (input, finder) => findings = Judge(input, finder));
        return new AssemblyScan(read ? findings : [], errors);
    }

    private static List<AssemblyFinding> Judge(AssemblyInput input, SiteFinder finder)
    {
        var indirect = SiteFinder.FindUnmanagedIndirectCalls(input.Candidates).Select(call => IndirectCall(call.Method, call.Instruction)).ToList();
        var found = finder.Find(input.Candidates).ToList();
        var replacer = new Replacer(new Counterparts(input.Module), libraryMayLack: true);
        return [.. found.Select(site => Describe(replacer.Replace(site))), .. indirect];
    }

    private static AssemblyFinding Describe(Site site)
    {
        if (site.State == SiteState.Refused)
        {
            var (id, text) = Messages.TextOf(site);
            return new AssemblyFinding(site, id, RewriteSeverity.Error, text);
        }

        var operation = Operations.Find(site.Operation)!;
        var severity = operation.DiagnosticId == DiagnosticIds.SensitiveUnprivileged ? RewriteSeverity.Warning : RewriteSeverity.Note;
        return new AssemblyFinding(site, operation.DiagnosticId, severity, $"'{site.Target}' in {site.Method} {operation.Does}");
    }

    /// <summary>The rewriter warns of such a call and leaves it.</summary>
    private static AssemblyFinding IndirectCall(MethodDefinition method, Instruction instruction)
    {
        var message = Messages.IndirectCall(method, instruction, "");
        var site = new Site(DocumentationId.Of(method), instruction.Offset, instruction.OpCode.Name, "unmanaged function pointer", "", "", "", "", "",
            SiteState.Left, "nobody can tell what it reaches", message.File, message.Line, message.Column);
        return new AssemblyFinding(site, message.Id, message.Severity, message.Text);
    }
}
