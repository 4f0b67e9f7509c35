using Hyperweave.Vmm.Host;

namespace Hyperweave.Vmm.Engines.Translation;

/// <summary>Memory operands of user code that looks pages up: what Emitter.PageBias says of the second tier holds here.</summary>
internal sealed unsafe partial class FirstTier
{
    private const int Rcx = 1;

    /// <summary>T = the host address of an operand that does not lie on the stack.</summary>
    private bool PagedAddress(in GuestBytes bytes, ref Operand operand)
    {
        if (bytes.Base == Rsp) return false;
        int retry = assembler.Offset + assembler.Length, size = OperandSize.Of(bytes);
        PutGuestAddress(bytes);
        Store(EngineLayout.Lent, Rcx);
        PutPage(U, T);
        if (size == 1) Lea(Rcx, U, U, 0, 0);
        else
        {
            Lea(Rcx, T, None, 0, size - 1);
            PutPage(Rcx, Rcx);
            Lea(Rcx, Rcx, U, 0, 0);
        }
        // MOV RCX, gs:[RCX * 8 + biases]
        Put(0xCD_0C_8B_48_65, 5);
        Put32(EngineLayout.PageBiases);
        PutMiss(retry << 1 | ((bytes.Form & Form.WritesRm) != 0 ? 1 : 0));
        Lea(T, T, Rcx, 0, 0);
        Load(Rcx, EngineLayout.Lent);
        _key = NoKey;
        operand = new Operand { First = T, Index = None };
        return true;
    }

    /// <summary>Where RCX is zero: to C#, which is told what missed.</summary>
    private void PutMiss(int access)
    {
        const int StoreLength = 13, LeaveLength = 8;
        // JRCXZ over the jump that goes round what follows
        Put(0xEB_02_E3 | (ulong)(StoreLength + LeaveLength) << 24, 4);
        StoreConstant(EngineLayout.MissedAccess, access);
        // JMP gs:[page-miss stub]
        Put(0x25_24_FF_65, 4);
        Put32(EngineLayout.PageMissStub);
    }

    private void PutPage(int number, int address) => Extract(number, address, EngineLayout.PageMask);

    /// <summary>T = the guest address of the operand.</summary>
    private void PutGuestAddress(in GuestBytes bytes)
    {
        if (bytes.Base == None && bytes.Index == None) MoveConstant(T, ConstantOf(bytes));
        else SumAddress(bytes);
        if (bytes.Segment == 0) return;
        Load(U, BasePlaceOf(bytes.Segment));
        Lea(T, T, U, 0, 0);
    }
}
