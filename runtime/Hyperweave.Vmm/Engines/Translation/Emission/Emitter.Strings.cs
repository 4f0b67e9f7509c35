using Hyperweave.Vmm.Host;
using Iced.Intel;

namespace Hyperweave.Vmm.Engines.Translation;

/// <summary>
/// String instructions on host pointers: RSI and RDI are moved into their windows, the instruction runs, and they are moved
/// back. A fault in the middle is undone with the corrections kept in the context, so that RSI, RDI and RCX are precise.
/// </summary>
internal sealed partial class Emitter
{
    private bool EmitString(in Instruction instruction)
    {
        if (_region.Code.IsSoft) return false;
        bool source = false, target = false;
        for (int operand = 0; operand < instruction.OpCount; operand++)
        {
            switch (instruction.GetOpKind(operand))
            {
                case OpKind.MemorySegRSI: source = true; break;
                case OpKind.MemoryESRDI: target = true; break;
                case OpKind.Register or OpKind.Immediate8: break;
                default: return false;
            }
        }
        if (instruction.SegmentPrefix is Register.FS or Register.GS) return false;
        if (source) Correction(Register.RSI, EngineLayout.SourceCorrection);
        if (target) Correction(Register.RDI, EngineLayout.TargetCorrection);
        if (source) ToHost(Register.RSI, EngineLayout.SourceCorrection);
        if (target) ToHost(Register.RDI, EngineLayout.TargetCorrection);
        _region.MarkString(_base + assembler.Length, source, target);
        if (!assembler.TryEmit(instruction)) return false;
        if (source) ToGuest(Register.RSI, EngineLayout.SourceCorrection);
        if (target) ToGuest(Register.RDI, EngineLayout.TargetCorrection);
        return true;
    }

    /// <summary>Keeps the negated bias: guest address = host address + correction.</summary>
    private void Correction(Register pointer, int place)
    {
        EmitBias(U, pointer, speculate: false);
        assembler.Emit(Instruction.Create(Code.Not_rm64, U));
        Lea(U, U, displacement: 1);
        Store(place, U);
    }

    private void ToHost(Register pointer, int place)
    {
        Load(U, place);
        // −correction = NOT correction + 1.
        assembler.Emit(Instruction.Create(Code.Not_rm64, U));
        Lea(pointer, pointer, U, 1, 1);
    }

    private void ToGuest(Register pointer, int place)
    {
        Load(U, place);
        Lea(pointer, pointer, U);
    }
}
