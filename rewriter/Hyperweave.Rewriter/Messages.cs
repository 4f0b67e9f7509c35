using Hyperweave.Catalogue;
using Hyperweave.Rewriting.Finding;
using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Hyperweave.Rewriting;

/// <summary>The rewriter's messages: each names the place and says what to do.</summary>
internal static class Messages
{
    public static RewriteMessage Refused(Site site, string assembly)
    {
        var (id, text) = TextOf(site);
        return At(RewriteSeverity.Error, id, text, site.File, site.Line, site.Column, assembly);
    }

    /// <summary>The id and the words for a refused site.</summary>
    public static (string Id, string Text) TextOf(Site site) => site.Operation.Length == 0
        ? (DiagnosticIds.UnknownExtern, $"'{site.Target}' is called in {site.Method}, and {site.Reason}")
        : (IdOf(site), $"'{site.Target}' is {site.Operation} ({site.Class}) and cannot be replaced in {site.Method}: {site.Reason}");

    public static RewriteMessage Leak(FoundSite site, string assembly)
    {
        var (file, line, column) = site.Place;
        return At(RewriteSeverity.Error, DiagnosticIds.Leak,
            $"after rewriting, {DocumentationId.Of(site.Method)} still uses '{site.TargetName}'; this is a defect of the rewriter", file, line, column, assembly);
    }

    public static RewriteMessage IndirectCall(MethodDefinition method, Instruction instruction, string assembly)
    {
        var (file, line, column) = new FoundSite(method, instruction, method, null, null).Place;
        return At(RewriteSeverity.Warning, DiagnosticIds.UnmanagedPointerCall,
            $"{DocumentationId.Of(method)} calls through an unmanaged function pointer, and nobody can tell what it reaches; the call is left as it is",
            file, line, column, assembly);
    }

    public static RewriteMessage SignatureGone(string output) => new(RewriteSeverity.Note, DiagnosticIds.SignatureGone,
        "the input is signed, and rewriting changes what the signature is a hash of: the output keeps its name and public key, without a signature; "
        + "to sign it, give the key file (HyperweaveKeyFile in the project, --key-file on the command line)", output);

    private static string IdOf(Site site) =>
        Operations.Find(site.Operation) is { State: SupportState.NotSupported } ? DiagnosticIds.NoReplacement : DiagnosticIds.ReplaceByHand;

    private static RewriteMessage At(RewriteSeverity severity, string id, string text, string file, int line, int column, string assembly) =>
        file.Length == 0 ? new(severity, id, text, assembly) : new(severity, id, text, file, line, column);
}
