using Hyperweave.Catalogue;
using Hyperweave.Rewriting.Finding;
using Mono.Cecil;

namespace Hyperweave.Rewriting.Replacing;

/// <summary>Decides what becomes of a found site, and does it.</summary>
/// <param name="counterparts">Where the replacements are.</param>
/// <param name="form">Which of them is wanted.</param>
/// <param name="libraryMayLack">
/// Judge by the catalogue alone where Hyperweave.Guest is not at hand, as for a kernel that knows nothing of it. The result
/// is for a report: such a site keeps its call.
/// </param>
internal sealed class Replacer(Counterparts counterparts, RewriteForm form = RewriteForm.Paravirtual, bool libraryMayLack = false)
{
    private GuestLibrary Library => counterparts.Library;

    public Site Replace(FoundSite found)
    {
        if (found.Row is null || found.Operation is not { } operation)
            return Describe(found, SiteState.Refused, reason: UnknownExternReason(found));
        if (operation.State == SupportState.NotSupported)
            return Describe(found, SiteState.Refused, reason: operation.Reason);
        if (found.Row.ByHand.Length != 0)
            return Describe(found, SiteState.Refused, reason: found.Row.ByHand);
        return Signatures.GuestMethod(operation.Id) switch
        {
            null when operation.Class == OperationClass.InnocuousButSlow => Drop(found),
            null => Describe(found, SiteState.Refused, reason: "the guest API has no method for it"),
            var guestMethod => UseCounterpart(found, form.Replacement(guestMethod)),
        };
    }

    private Site UseCounterpart(FoundSite found, string replacement)
    {
        if (libraryMayLack && Library.Problem is not null)
            return Describe(found, SiteState.Replaced, replacement);
        if (Library.Find(replacement) is not { } counterpart)
            return Describe(found, SiteState.Refused, reason: Library.Problem ?? $"{GuestLibrary.AssemblyName} has no {replacement}");
        return Adapt(found, counterpart, replacement);
    }

    private Site Drop(FoundSite found) => Adapt(found, null, "");

    private Site Adapt(FoundSite found, MethodDefinition? counterpart, string replacement)
    {
        try
        {
            MethodEditor.Retarget(found.Instruction, counterparts.For(found, counterpart));
            return Describe(found, SiteState.Replaced, replacement);
        }
        catch (NoAdaptationException mismatch)
        {
            return Describe(found, SiteState.Refused, reason: $"its signature does not fit {Signatures.GuestMethod(found.Row!.Operation)}: {mismatch.Message}");
        }
    }

    /// <summary>The site as the list has it.</summary>
    public static Site Describe(FoundSite found, SiteState state, string replacement = "", string reason = "")
    {
        var (file, line, column) = found.Place;
        return new Site(
            DocumentationId.Of(found.Method), found.Instruction.Offset, found.Instruction.OpCode.Name, found.TargetName,
            found.Operation?.Id ?? "", found.Operation?.ClassName ?? "", found.Row?.Family ?? "",
            found.Operation?.Replacement ?? "", replacement, state, reason, file, line, column);
    }

    private static string UnknownExternReason(FoundSite found) =>
        $"nobody can tell what '{found.Extern!.EntryPoint}' does; if you can, put '{found.Extern.EntryPoint};innocuous' or "
        + $"'{found.Extern.EntryPoint};<operation>' into a *{UserRows.FileSuffix} file";
}
