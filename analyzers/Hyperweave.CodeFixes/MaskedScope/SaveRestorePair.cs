using System.Collections.Generic;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Hyperweave.CodeFixes.MaskedScope;

/// <summary>How far the scope reaches.</summary>
internal enum ScopeForm
{
    /// <summary>To the end of the block: nothing of weight comes after the restoring.</summary>
    Declaration,
    /// <summary>From the saving to the restoring in the middle of a block.</summary>
    Statements,
    /// <summary>The body of try, whose finally does nothing but restore.</summary>
    Try,
}

/// <summary>Saving, disabling and restoring the interrupt flag in one block.</summary>
/// <param name="Save">The declaration of the saved state.</param>
/// <param name="Disable">The statement after it that disables interrupts; null where the saving does.</param>
/// <param name="Restore">The statement at which the pair ends: a call, or for <see cref="ScopeForm.Try"/> the try statement.</param>
/// <param name="EarlyRestores">Other calls that restore, right before a return or a throw.</param>
internal sealed record SaveRestorePair(
    LocalDeclarationStatementSyntax Save,
    StatementSyntax? Disable,
    StatementSyntax Restore,
    IReadOnlyList<StatementSyntax> EarlyRestores,
    ScopeForm Form);
