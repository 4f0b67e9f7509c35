using Hyperweave.Catalogue;
using Hyperweave.Rewriting.Finding;

namespace Hyperweave.Rewriting;

/// <summary>What operations become.</summary>
public enum RewriteForm
{
    /// <summary>Each becomes its paravirtual counterpart.</summary>
    Paravirtual,
    /// <summary>
    /// The instruction itself: calls of what another family's own tools would provide (native objects, plugs, intrinsics) go to the
    /// guest API, whose methods our images do have. What the image can run as it is stays: the guest API's calls and methods of the user's own.
    /// </summary>
    Native,
}

/// <summary>What a form asks of sites and of replacements.</summary>
internal static class RewriteForms
{
    public static bool Concerns(this RewriteForm form, FoundSite site) =>
        form == RewriteForm.Paravirtual
        || !(Signatures.IsOurs(site.Row?.Family) || (site.Extern is null && site.Row is { Family: UserRows.Family }));

    /// <summary>Doc-comment id of the method that replaces a site.</summary>
    public static string Replacement(this RewriteForm form, string guestMethod) =>
        form == RewriteForm.Paravirtual ? Signatures.Paravirtual(guestMethod) : guestMethod;
}
