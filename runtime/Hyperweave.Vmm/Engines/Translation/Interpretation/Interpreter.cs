using Hyperweave.Vmm.GuestMemory;
using Hyperweave.Vmm.Host;
using Iced.Intel;

namespace Hyperweave.Vmm.Engines.Translation;

/// <summary>
/// Executes one guest instruction at a time, in any mode. Slow (about half a microsecond each) and exact: it carries the
/// 16-bit code, 32-bit code in segments that are not flat, and of other code the instructions whose translation does not fit the
/// moment: an access across a window's border, a store to a page that holds translated code, a form that the translator
/// does not lower. Control flow, stack and string instructions are written out here; everything that only computes is
/// executed by the processor itself (<see cref="NativeStep"/>), so that no arithmetic is described a second time.
/// </summary>
internal sealed unsafe partial class Interpreter
{
    private readonly CpuState* _cpu;
    private readonly GuestPhysicalMemory _memory;
    private readonly PageWalker _walker;
    private readonly InstructionFetcher _fetcher;
    private readonly NativeStep _native;
    private readonly ICodeWrites _codeWrites;
    private readonly Watchpoints _watchpoints;
    private Exit _exit;
    private ulong _next;
    /// <summary>A string instruction has done some elements, and is to be executed again for the others.</summary>
    private bool _continues;
    private bool _checksAlignment;

    internal Interpreter(CpuState* cpu, GuestPhysicalMemory memory, PageWalker walker, InstructionFetcher fetcher,
        NativeStep native, ICodeWrites codeWrites, Watchpoints watchpoints)
    {
        _cpu = cpu;
        (_memory, _walker, _fetcher, _native, _codeWrites, _watchpoints) = (memory, walker, fetcher, native, codeWrites, watchpoints);
    }

    internal InstructionCounts Executed { get; init; } = new();

    private int Bits => ProcessorMode.CodeBits(*_cpu);

    private ulong RipMask => Bits switch { 64 => ulong.MaxValue, 32 => uint.MaxValue, _ => ushort.MaxValue };

    /// <summary>Executes the instruction at RIP.</summary>
    /// <returns>False when the machine must act first: <paramref name="exit"/> says on what, and the state is precise.</returns>
    internal bool Step(out Exit exit)
    {
        _exit = default;
        bool shadow = _cpu->InterruptShadow != 0;
        ulong pending = _cpu->PendingDebug;
        (_continues, _checksAlignment) = (false, ProcessorMode.ChecksAlignment(*_cpu));
        bool done = Fetch(out var instruction) && Execute(instruction);
        Executed.Count(instruction);
        if (done)
        {
            _cpu->Rip = _next & RipMask;
            // A string instruction that goes on meets no breakpoint on itself again (Intel SDM 3B 17.3.1.1).
            _cpu->Rflags = _continues ? _cpu->Rflags | Rflags.RF : _cpu->Rflags & ~Rflags.RF;
            if (shadow) _cpu->InterruptShadow = 0;
        }
        // Not executed: what it met it will meet again.
        else if (_exit.Kind is ExitKind.Exception or ExitKind.Interrupted) _cpu->PendingDebug = pending;
        exit = _exit;
        return done;
    }

    private bool Fetch(out Instruction instruction)
    {
        int bits = Bits;
        instruction = default;
        if (bits != 64 && _cpu->Rip > _cpu->Cs.Limit) return Raise(ExceptionVector.GP, 0);
        ulong linear = bits == 64 ? _cpu->Rip : (uint)(_cpu->Cs.Base + _cpu->Rip);
        var result = _fetcher.Fetch(linear, _cpu->Rip, bits, out instruction);
        _next = instruction.NextIP;
        return result switch
        {
            FetchResult.Ok => bits == 64 || _cpu->Rip + (ulong)instruction.Length - 1 <= _cpu->Cs.Limit || Raise(ExceptionVector.GP, 0),
            FetchResult.PageFault => PageFault(_fetcher.Fault),
            FetchResult.NotCanonical or FetchResult.TooLong => Raise(ExceptionVector.GP, 0),
            FetchResult.Invalid => Raise(ExceptionVector.UD),
            _ => Unsupported($"code in device memory at 0x{linear:X}"),
        };
    }

    private bool Execute(in Instruction instruction)
    {
        switch (InstructionClasses.Of(instruction))
        {
            case InstructionClass.Ordinary when FloatingPoint.ExceptionOf(instruction, FloatingPoint.ModeOf(_cpu)) is byte vector: return Raise(vector);
            case InstructionClass.Ordinary: return Compute(instruction);
            case InstructionClass.Control: return Transfer(instruction);
            case InstructionClass.Stack: return StackForm(instruction);
            case InstructionClass.String: return StringForm(instruction);
            case InstructionClass.InterruptFlag: return FlagForm(instruction);
            case InstructionClass.Port: return Port(instruction);
            case InstructionClass.Halt: return Halt();
            case InstructionClass.SoftwareInterrupt: return SoftwareInterrupt(instruction);
            case InstructionClass.Operation: return Leave(new Exit { Kind = ExitKind.Operation, Instruction = instruction });
            case InstructionClass.Undefined: return Raise(ExceptionVector.UD);
            default:
                return Unsupported($"instruction {instruction} at 0x{instruction.IP:X}");
        }
    }

    private bool Halt()
    {
        if (_cpu->Cpl != 0) return Raise(ExceptionVector.GP, 0);
        _cpu->Rip = _next & RipMask;
        _cpu->InterruptShadow = 0;
        return Leave(new Exit { Kind = ExitKind.Halt });
    }

    private bool SoftwareInterrupt(in Instruction instruction)
    {
        byte vector = instruction.Mnemonic switch
        {
            Mnemonic.Int3 => ExceptionVector.BP,
            Mnemonic.Into => ExceptionVector.OF,
            Mnemonic.Int1 => ExceptionVector.DB,
            _ => instruction.Immediate8,
        };
        if (instruction.Mnemonic == Mnemonic.Into && (_cpu->Rflags & Rflags.OF) == 0) return true;
        _cpu->Rip = _next & RipMask;
        return Leave(new Exit { Kind = ExitKind.Exception, Vector = vector, IsSoftwareInterrupt = instruction.Mnemonic != Mnemonic.Int1, Address = instruction.IP });
    }

    /// <summary>IN and OUT; whether the port is allowed, the machine says.</summary>
    private bool Port(in Instruction instruction)
    {
        _cpu->Rip = _next & RipMask;
        return Leave(PortExit.Of(instruction, (ushort)_cpu->Rdx));
    }

    private bool Leave(in Exit exit)
    {
        _exit = exit;
        return false;
    }

    private bool Raise(byte vector) => Leave(new Exit { Kind = ExitKind.Exception, Vector = vector });

    private bool Raise(byte vector, uint errorCode) =>
        Leave(new Exit { Kind = ExitKind.Exception, Vector = vector, HasErrorCode = true, ErrorCode = errorCode });

    private bool PageFault(in PageFault fault) => Leave(new Exit
    {
        Kind = ExitKind.Exception, Vector = ExceptionVector.PF, HasErrorCode = true, ErrorCode = fault.ErrorCode, Address = fault.Address,
    });

    private bool Unsupported(string message) => Leave(new Exit { Kind = ExitKind.Unsupported, Message = message });
}
