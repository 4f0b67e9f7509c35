using Hyperweave.Catalogue;
using Hyperweave.Rewriting.Files;
using Hyperweave.Rewriting.Finding;
using Hyperweave.Rewriting.Improving;
using Hyperweave.Rewriting.Replacing;
using Mono.Cecil;

namespace Hyperweave.Rewriting;

/// <summary>
/// Replaces the operations in a guest's IL by their paravirtual counterparts:
/// read the user's rows, read the assembly, find the sites, improve what stands together, replace each other one, write, read
/// back and prove that nothing is left.
/// </summary>
public static class Rewriter
{
    /// <summary>Rewrites one assembly. Whatever is wrong with the input becomes a message; nothing is written then.</summary>
    /// <exception cref="IOException">A file cannot be read or written.</exception>
    public static RewriteResult Rewrite(RewriteOptions options)
    {
        var messages = new List<RewriteMessage>();
        List<Site> sites = [];
        var read = AssemblyWork.Run(options, messages, (input, table, finder) =>
        {
            sites = Replace(input, finder, options, messages);
            if (!messages.Any(message => message.Severity == RewriteSeverity.Error))
                Write(options, input.Module, sites, table, messages);
        });
        return new RewriteResult(read ? sites : [], messages);
    }

    private static List<Site> Replace(AssemblyInput input, SiteFinder finder, RewriteOptions options, List<RewriteMessage> messages)
    {
        var path = options.InputPath;
        var found = finder.Find(input.Candidates).ToList();
        var counterparts = new Counterparts(input.Module);
        var outcomes = new Improver(counterparts, options.Improvements).Improve(found);
        var replacer = new Replacer(counterparts);
        var sites = found.ConvertAll(site => outcomes.Of(site) ?? replacer.Replace(site) with { Left = outcomes.ReasonOf(site) });
        messages.AddRange(sites.Where(site => site.State == SiteState.Refused).Select(site => Messages.Refused(site, path)));
        messages.AddRange(SiteFinder.FindUnmanagedIndirectCalls(input.Candidates).Select(call => Messages.IndirectCall(call.Method, call.Instruction, path)));
        return sites;
    }

    private static void Write(RewriteOptions options, ModuleDefinition module, List<Site> sites, SignatureTable table, List<RewriteMessage> messages)
    {
        if (sites.Any(site => site.State == SiteState.Replaced))
        {
            AssemblyOutput.Write(module, options.OutputPath);
            Prove(options, table, messages);
        }
        else
        {
            AssemblyOutput.Copy(options.InputPath, options.OutputPath);
        }

        if (options.SitesPath is { } path)
            SiteListFile.Write(path, options.InputPath, sites);
    }

    /// <summary>Reads what was written and looks again. A leak is our own defect, so the output goes away.</summary>
    private static void Prove(RewriteOptions options, SignatureTable table, List<RewriteMessage> messages)
    {
        using var resolver = new ReferenceResolver(options.InputPath, options.References);
        using var written = AssemblyInput.Read(options.OutputPath, File.ReadAllBytes(options.OutputPath), resolver, table);
        var leaks = new SiteFinder(table).Find(written.Candidates).Select(site => Messages.Leak(site, options.OutputPath)).ToList();
        messages.AddRange(leaks);
        if (leaks.Count != 0)
            File.Delete(options.OutputPath);
    }
}
