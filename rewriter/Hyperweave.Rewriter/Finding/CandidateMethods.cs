using System.Reflection;
using System.Reflection.Emit;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using Hyperweave.Catalogue;
using Hyperweave.Rewriting.Files;

namespace Hyperweave.Rewriting.Finding;

/// <summary>
/// A first, cheap look over all IL: which methods can hold a site at all. Only those are opened for change, so that time and memory
/// go by what is found and not by the size of the input.
/// </summary>
internal sealed class CandidateMethods
{
    private readonly PEReader image;
    private readonly MetadataReader metadata;
    private readonly HashSet<string> names;
    private readonly Dictionary<TableIndex, bool[]> targets;

    private CandidateMethods(PEReader image, SignatureTable table, Func<int, bool> isOperation)
    {
        this.image = image;
        metadata = image.GetMetadataReader();
        names = [.. table.MethodNames, .. ExternNames()];
        targets = new()
        {
            [TableIndex.MethodDef] = Rows(TableIndex.MethodDef, MetadataTokens.MethodDefinitionHandle, method =>
                MayBeOperation(metadata.GetMethodDefinition(method)) && isOperation(MetadataTokens.GetToken(method))),
            [TableIndex.MemberRef] = Rows(TableIndex.MemberRef, MetadataTokens.MemberReferenceHandle, member =>
                MayBeOperation(metadata.GetMemberReference(member)) && isOperation(MetadataTokens.GetToken(member))),
        };
        targets[TableIndex.MethodSpec] = Rows(TableIndex.MethodSpec, MetadataTokens.MethodSpecificationHandle, instance =>
            IsTarget(MetadataTokens.GetToken(metadata.GetMethodSpecification(instance).Method)));
    }

    /// <summary>The tokens of the methods whose IL names an operation or calls through a pointer, in the metadata's order.</summary>
    /// <param name="isOperation">Whether a method, given by its token, is an operation; asked only about the few whose name or kind allows it.</param>
    /// <exception cref="UnreadableInputException">A method's IL is malformed; the message has its name, token and offset.</exception>
    public static List<int> Find(PEReader image, SignatureTable table, Func<int, bool> isOperation)
    {
        var look = new CandidateMethods(image, table, isOperation);
        return look.metadata.MethodDefinitions.Where(look.MayHoldSite).Select(method => MetadataTokens.GetToken(method)).ToList();
    }

    /// <summary>The row's answer at the row's number; the metadata counts from 1.</summary>
    private bool[] Rows<THandle>(TableIndex table, Func<int, THandle> handle, Func<THandle, bool> answer)
    {
        var rows = new bool[metadata.GetTableRowCount(table) + 1];
        for (var row = 1; row < rows.Length; row++)
            rows[row] = answer(handle(row));
        return rows;
    }

    /// <summary>The module's own externs by name, since one in a generic type is called through a member reference.</summary>
    private IEnumerable<string> ExternNames() =>
        from handle in metadata.MethodDefinitions
        let method = metadata.GetMethodDefinition(handle)
        where IsExtern(method)
        select metadata.GetString(method.Name);

    private static bool IsExtern(MethodDefinition method) =>
        (method.Attributes & MethodAttributes.PinvokeImpl) != 0 || (method.ImplAttributes & MethodImplAttributes.InternalCall) != 0;

    private bool MayBeOperation(MethodDefinition method) => IsExtern(method) || names.Contains(metadata.GetString(method.Name));

    private bool MayBeOperation(MemberReference member) =>
        member.GetKind() == MemberReferenceKind.Method
        && (names.Contains(metadata.GetString(member.Name)) || MayBeExtern(member.Parent));

    /// <summary>An extern of another assembly is seen in its definition only. The framework's are not a guest's.</summary>
    private bool MayBeExtern(EntityHandle parent) => parent.Kind switch
    {
        HandleKind.TypeSpecification => MayBeExtern((TypeSpecificationHandle)parent),
        HandleKind.TypeReference => !IsFramework(metadata.GetTypeReference((TypeReferenceHandle)parent).ResolutionScope),
        _ => true,
    };

    /// <summary>A generic type of another assembly (ECMA-335 II.23.2.12: GENERICINST, CLASS or VALUETYPE, the type). Arrays have no externs.</summary>
    private bool MayBeExtern(TypeSpecificationHandle type)
    {
        var signature = metadata.GetBlobReader(metadata.GetTypeSpecification(type).Signature);
        if (signature.ReadSignatureTypeCode() != SignatureTypeCode.GenericTypeInstance)
            return false;
        signature.ReadByte();
        var generic = signature.ReadTypeHandle();
        return generic.Kind == HandleKind.TypeReference && MayBeExtern(generic);
    }

    private bool IsFramework(EntityHandle scope) => scope.Kind switch
    {
        HandleKind.TypeReference => IsFramework(metadata.GetTypeReference((TypeReferenceHandle)scope).ResolutionScope),
        HandleKind.AssemblyReference => Framework.Has(metadata.GetString(metadata.GetAssemblyReference((AssemblyReferenceHandle)scope).Name)),
        _ => false,
    };

    private bool IsTarget(int token) =>
        targets.TryGetValue((TableIndex)((uint)token >> 24), out var rows)
        && (token & 0xFFFFFF) is var row && row < rows.Length && rows[row];

    private bool MayHoldSite(MethodDefinitionHandle handle)
    {
        var method = metadata.GetMethodDefinition(handle);
        if (method.RelativeVirtualAddress == 0)
            return false;
        var offset = 0;
        try
        {
            var found = false;
            for (var code = image.GetMethodBody(method.RelativeVirtualAddress).GetILReader(); code.RemainingBytes != 0;)
            {
                offset = code.Offset;
                found |= IsSite(ref code);
            }

            return found;
        }
        catch (Exception malformed) when (malformed is BadImageFormatException or ArgumentException or OverflowException)
        {
            throw new UnreadableInputException(
                $"method {metadata.GetString(method.Name)} (token 0x{MetadataTokens.GetToken(handle):X8}) at IL_{offset:X4}: {malformed.Message}");
        }
    }

    /// <summary>Reads one instruction.</summary>
    private bool IsSite(ref BlobReader code)
    {
        var operand = ILOpCodes.ReadOpCode(ref code);
        switch (operand)
        {
            case OperandType.InlineMethod or OperandType.InlineTok:
                return IsTarget(code.ReadInt32());
            case OperandType.InlineSig:
                code.ReadInt32();
                return true;
            default:
                ILOpCodes.SkipOperand(ref code, operand);
                return false;
        }
    }
}
