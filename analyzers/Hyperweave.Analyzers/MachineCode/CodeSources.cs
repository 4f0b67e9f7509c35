using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Hyperweave.Analyzers.MachineCode;

/// <summary>
/// What may stand at an address that is called: blobs of the source, or something that nobody can judge. The address is followed
/// backwards within its file, without regard to order: through casts, locals, fields, properties, private methods and their
/// parameters. A call that is given an address and a blob is taken to copy the blob there, whatever its name.
/// </summary>
internal sealed class CodeSources
{
    /// <summary>The name of bytes that stand where they are used.</summary>
    private const string Inline = "the data";

    private readonly Mentions mentions;
    private readonly SemanticModel model;
    private readonly CancellationToken cancellation;
    private readonly HashSet<ISymbol> followed = new(SymbolEqualityComparer.Default);
    private readonly List<CodeBlob> blobs = [];

    private CodeSources(Mentions mentions, SemanticModel model, CancellationToken cancellation)
    {
        this.mentions = mentions;
        this.model = model;
        this.cancellation = cancellation;
    }

    public IReadOnlyList<CodeBlob> Blobs => blobs;

    /// <summary>Whether the address may also be something else than these blobs and methods of the source.</summary>
    public bool HasUnknown { get; private set; }

    public static CodeSources Of(IOperation address, Mentions mentions, CancellationToken cancellation)
    {
        var sources = new CodeSources(mentions, address.SemanticModel!, cancellation);
        sources.HasUnknown = !sources.Follow(address, Inline);
        return sources;
    }

    /// <summary>Adds the blobs that a value may be. The result says whether that is all it may be.</summary>
    private bool Follow(IOperation? value, string name)
    {
        if (value is null)
            return false;
        if (CodeBlob.From(name, value.Syntax, model, cancellation) is { } blob)
        {
            blobs.Add(blob);
            return true;
        }

        return value switch
        {
            { ConstantValue: { HasValue: true, Value: null } } or IDefaultValueOperation => true,
            IConversionOperation conversion => Follow(conversion.Operand, name),
            IParenthesizedOperation parenthesized => Follow(parenthesized.Operand, name),
            IAddressOfOperation { Reference: IMethodReferenceOperation } => true,
            IAddressOfOperation address => Follow(address.Reference, name),
            IArrayElementReferenceOperation element => Follow(element.ArrayReference, name),
            IPropertyReferenceOperation { Property.IsIndexer: true } element => Follow(element.Instance, name),
            IConditionalOperation { WhenFalse: { } otherwise } choice => Follow(choice.WhenTrue, name) & Follow(otherwise, name),
            ICoalesceOperation choice => Follow(choice.Value, name) & Follow(choice.WhenNull, name),
            ISimpleAssignmentOperation assignment => Follow(assignment.Value, name),
            ILocalReferenceOperation { Local: var local } => FollowSymbol(local),
            IFieldReferenceOperation { Field: var field } => FollowSymbol(field),
            IPropertyReferenceOperation { Property: var property } => FollowSymbol(property),
            IParameterReferenceOperation { Parameter: var parameter } => FollowSymbol(parameter),
            IInvocationOperation call => FollowCall(call),
            IObjectCreationOperation creation => FollowAny(creation.Arguments.Select(argument => argument.Value)),
            // A fixed statement's initializer has no operation of its own, only its operand.
            { Kind: OperationKind.None } other => FollowAny(other.ChildOperations),
            _ => false,
        };
    }

    /// <summary>A method of this file is its results; any other is taken to hand on the code that it is given.</summary>
    private bool FollowCall(IInvocationOperation call)
    {
        if (call.TargetMethod is { Name: "GetFunctionPointerForDelegate", ContainingType.Name: "Marshal" })
            return true;
        var results = SourceValues.Results(call.TargetMethod, model, cancellation).ToList();
        if (results.Count != 0)
            return followed.Add(call.TargetMethod) ? results.Aggregate(true, (all, result) => Follow(result, call.TargetMethod.Name) && all) : true;
        return FollowAny(call.Arguments.Select(argument => argument.Value).Append(call.Instance));
    }

    /// <summary>Several values, one of which may be a blob: if one is, the others are its place and size; if none is, nothing is known.</summary>
    private bool FollowAny(IEnumerable<IOperation?> values)
    {
        var before = blobs.Count;
        foreach (var value in values.Where(value => value is not null && SourceValues.MayHoldCode(value.Type)))
            Follow(value, Inline);
        return blobs.Count != before;
    }

    private bool FollowSymbol(ISymbol symbol)
    {
        if (!followed.Add(symbol))
            return true;
        var before = blobs.Count;
        foreach (var content in SourceValues.CopiedTo(symbol, mentions, model, cancellation))
            Follow(content, symbol.Name);
        if (blobs.Count != before)
            return true;
        if (SourceValues.DeclaredElsewhere(symbol, model, cancellation) is { } blob)
        {
            blobs.Add(blob);
            return true;
        }

        var values = SourceValues.GivenTo(symbol, mentions, model, cancellation).ToList();
        return values.Aggregate(values.Count != 0 && !SourceValues.IsOpen(symbol), (all, value) => Follow(value, symbol.Name) && all);
    }
}
