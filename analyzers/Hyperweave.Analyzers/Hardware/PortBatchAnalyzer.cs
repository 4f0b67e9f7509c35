using System.Collections.Immutable;
using System.Linq;
using System.Threading;
using Hyperweave.Catalogue;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Hyperweave.Analyzers.Hardware;

/// <summary>Reports port writes that one operation would do: a run of values to one port, or a register's index and its data.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class PortBatchAnalyzer : DiagnosticAnalyzer
{
    /// <summary>So many writes in a row are a run: two may be a command and its argument.</summary>
    private const int Run = 3;

    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Descriptors.PortBatch];

    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.Analyze | GeneratedCodeAnalysisFlags.ReportDiagnostics);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(start =>
        {
            if (Judge.OfGuest(start.Compilation, start.Options) is { } judge)
                start.RegisterOperationAction(operation => Examine(operation, judge), OperationKind.Invocation);
        });
    }

    private static void Examine(OperationAnalysisContext context, Judge judge)
    {
        var call = (IInvocationOperation)context.Operation;
        if (WriteOf(call.Parent, judge, context.CancellationToken) is not { } write || Judge.IsExempt(context.ContainingSymbol))
            return;
        if (Suggestion(call, write, judge, context.CancellationToken) is var (what, instead))
            context.ReportDiagnostic(Diagnostic.Create(Descriptors.PortBatch, call.Syntax.GetLocation(), what, instead));
    }

    private static (string What, string Instead)? Suggestion(IInvocationOperation call, PortAccess write, Judge judge, CancellationToken cancellation)
    {
        if (WriteOf(Sibling(call, -1), judge, cancellation) == write)
            return null;
        var count = 1;
        while (WriteOf(Sibling(call, count), judge, cancellation) == write)
            count++;
        var oneString = $"one {Signatures.GuestName((write.Form with { IsString = true }).Operation)} with all values in a span";
        if (count >= Run)
            return ($"Port 0x{write.Port:X} is written {count} times in a row", oneString);
        if (WriteOf(Sibling(call, 1), judge, cancellation) is { } next && IsIndexAndData(write, next))
            return ($"Index and data are written to ports 0x{write.Port:X} and 0x{next.Port:X}", $"one Port.Out16 of index | data << 8 to port 0x{write.Port:X}");
        return PortLoop.IsAllThatItsLoopDoes(call, judge) ? ($"Port 0x{write.Port:X} is written once in each round of a loop", oneString) : null;
    }

    /// <summary>Two bytes to neighbouring ports of a device that takes them as one word, the lower port's byte first.</summary>
    private static bool IsIndexAndData(PortAccess write, PortAccess next) =>
        write.Form.Bits == 8 && next.Form.Bits == 8 && next.Port == write.Port + 1 && write.Device?.Takes(16) == true;

    /// <summary>
    /// The write that a statement is, where its port is known and not written to for delay only, and its value is no operation's result: that
    /// one comes between this write and the one before.
    /// </summary>
    private static PortAccess? WriteOf(IOperation? statement, Judge judge, CancellationToken cancellation) =>
        statement is IExpressionStatementOperation { Operation: IInvocationOperation call }
        && PortAccess.From(call, judge, cancellation) is { Form: { IsWrite: true, IsString: false }, Port: not null } access
        && access.Device is not { IsDelay: true }
        && call.Descendants().OfType<IInvocationOperation>().All(inner => judge.Of(inner.TargetMethod) is null)
            ? access
            : null;

    private static IOperation? Sibling(IInvocationOperation call, int distance)
    {
        if (call.Parent is not { Parent: IBlockOperation block } statement)
            return null;
        var index = block.Operations.IndexOf(statement) + distance;
        return index >= 0 && index < block.Operations.Length ? block.Operations[index] : null;
    }
}
