using Hyperweave.Catalogue;
using Hyperweave.Rewriting.Files;
using Hyperweave.Rewriting.Finding;
using Hyperweave.Rewriting.Improving;
using Hyperweave.Rewriting.Replacing;
using Mono.Cecil;

namespace Hyperweave.Rewriting;

/// <summary>
/// Replaces the operations in a guest's IL by their paravirtual counterparts, or by the guest API's (<see cref="RewriteForm"/>):
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
        var read = AssemblyWork.Run(options, options.InputPath, messages, (input, finder) =>
        {
            sites = Replace(input, finder, options, messages);
            if (!HasError(messages))
                Write(options, input.Module, sites, messages);
        });
        if (!HasError(messages) && sites.Any(IsChanged))
            Prove(options, messages);
        return new RewriteResult(read ? sites : [], messages);
    }

    private static bool HasError(List<RewriteMessage> messages) => messages.Any(message => message.Severity == RewriteSeverity.Error);

    private static List<Site> Replace(AssemblyInput input, SiteFinder finder, RewriteOptions options, List<RewriteMessage> messages)
    {
        var path = options.InputPath;
        var found = finder.Find(input.Candidates).Where(site => options.Form.Concerns(site)).ToList();
        var counterparts = new Counterparts(input.Module);
        var outcomes = new Improver(counterparts, options.Form == RewriteForm.Paravirtual ? options.Improvements : Improvements.None).Improve(found, input.Candidates);
        var replacer = new Replacer(counterparts, options.Form);
        var sites = outcomes.Sites.ToList().ConvertAll(site => outcomes.Of(site) ?? replacer.Replace(site) with { Left = outcomes.ReasonOf(site) });
        messages.AddRange(sites.Where(site => site.State == SiteState.Refused).Select(site => Messages.Refused(site, path)));
        if (options.Form == RewriteForm.Paravirtual)
            messages.AddRange(SiteFinder.FindUnmanagedIndirectCalls(input.Candidates).Select(call => Messages.IndirectCall(call.Method, call.Instruction, path)));
        return sites;
    }

    private static void Write(RewriteOptions options, ModuleDefinition module, List<Site> sites, List<RewriteMessage> messages)
    {
        if (sites.Any(IsChanged))
            AssemblyOutput.Write(module, options.OutputPath, StrongName.Key(options.KeyFile, module));
        else
            AssemblyOutput.Copy(options.InputPath, options.OutputPath);
        if (sites.Any(IsChanged) && options.KeyFile is null && StrongName.IsSigned(File.ReadAllBytes(options.InputPath)))
            messages.Add(Messages.SignatureGone(options.OutputPath));
        if (options.SitesPath is { } path)
            SiteListFile.Write(path, options.InputPath, new RewriteResult(sites, messages));
    }

    private static bool IsChanged(Site site) => site.State == SiteState.Replaced;

    /// <summary>Reads what was written and looks again. A leak is our own defect, so the output goes away.</summary>
    private static void Prove(RewriteOptions options, List<RewriteMessage> messages)
    {
        AssemblyWork.Run(options, options.OutputPath, messages, (written, finder) =>
            messages.AddRange(finder.Find(written.Candidates).Where(site => options.Form.Concerns(site)).Select(site => Messages.Leak(site, options.OutputPath))));
        if (HasError(messages))
            AssemblyOutput.Delete(options.OutputPath);
    }
}
