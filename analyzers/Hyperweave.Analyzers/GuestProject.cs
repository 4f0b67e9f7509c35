using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Hyperweave.Catalogue;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Hyperweave.Analyzers;

/// <summary>What the project tells its analyzers.</summary>
internal static class GuestProject
{
    public const string Property = "build_property.HyperweaveGuest";

    /// <summary>Whether the project is built into an image. Other projects may hold externs and framework calls as they please.</summary>
    public static bool IsGuest(AnalyzerOptions options) =>
        options.AnalyzerConfigOptionsProvider.GlobalOptions.TryGetValue(Property, out var value)
        && string.Equals(value, "true", StringComparison.OrdinalIgnoreCase);

    /// <summary>The user's own rows. Malformed lines are left out; OperationsFileAnalyzer reports them.</summary>
    public static IEnumerable<Signature> UserRowsOf(AnalyzerOptions options, CancellationToken cancellation) =>
        options.AdditionalFiles
            .Where(file => UserRows.IsOperationsFile(file.Path))
            .SelectMany(file => UserRows.Parse(file.GetText(cancellation)?.ToString() ?? "", file.Path).Rows);
}
