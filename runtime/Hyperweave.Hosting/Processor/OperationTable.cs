using Hyperweave.Vmm;
using Hyperweave.Vmm.Delivery;
using Hyperweave.Vmm.Devices;
using Hyperweave.Vmm.Operations;
using Iced.Intel;

namespace Hyperweave.Hosting.Processor;

/// <summary>
/// What each operation of the guest API means: the machine's own operation on the instruction that it stands for, with the
/// arguments in that instruction's registers.
/// </summary>
internal sealed unsafe partial class OperationTable(HostedBoard board, PrivilegedOperations operations, Refusals refusals)
{
    private const uint MultibootMagic = 0x2BAD_B002;

    private CpuState* Cpu => board.Cpu;

    private PortBus Ports => board.Platform.Ports;

    /// <exception cref="GuestFaultException">The instruction faults.</exception>
    /// <exception cref="HostedRefusalException">No process can do this.</exception>
    public ulong Perform(HostedOperation operation, ulong a, ulong b, ulong c, ulong d)
    {
        switch (operation)
        {
            case >= HostedOperation.Cli and <= HostedOperation.Popf: return Flags(operation, a);
            case >= HostedOperation.In8 and <= HostedOperation.Outs32: return Port(operation, a, b, c, d);
            case >= HostedOperation.ReadCr0 and <= HostedOperation.Wbinvd: return Control(operation, a);
            case >= HostedOperation.Rdmsr and <= HostedOperation.Swapgs: return Model(operation, a, b, c);
            case >= HostedOperation.Lgdt and <= HostedOperation.LoadSegments: return Table(operation, a, b);
            default: return Boot(operation, a);
        }
    }

    private ulong Flags(HostedOperation operation, ulong flags)
    {
        switch (operation)
        {
            case HostedOperation.Cli: operations.Cli(Simple(Code.Cli)); break;
            case HostedOperation.Sti: operations.Sti(Simple(Code.Sti)); break;
            case HostedOperation.Hlt: operations.Hlt(Simple(Code.Hlt)); break;
            case HostedOperation.StiHlt:
                operations.Sti(Simple(Code.Sti));
                Cpu->InterruptShadow = 0;
                operations.Hlt(Simple(Code.Hlt));
                break;
            case HostedOperation.Pushf: return Cpu->FullRflags;
            case HostedOperation.Popf: Cpu->FullRflags = flags & Rflags.Writable & ~Rflags.RF; break;
        }
        return 0;
    }

    private ulong Port(HostedOperation operation, ulong a, ulong b, ulong c, ulong d)
    {
        int kind = operation - HostedOperation.In8, width = 1 << kind % 3;
        switch (kind / 3)
        {
            case 0: return Ports.Read((ushort)a, width);
            case 1:
                Ports.Write((ushort)a, width, (uint)b);
                return 0;
            // INS: buffer, unused, port, count. OUTS: unused, buffer, port, count.
            case 2:
                var into = board.Pointers.Reach(a, checked((int)d * width), write: true);
                for (ulong done = 0; done < d; done++) Put(into + done * (ulong)width, width, Ports.Read((ushort)c, width));
                return 0;
            default:
                var from = board.Pointers.Reach(b, checked((int)d * width), write: false);
                for (ulong done = 0; done < d; done++) Ports.Write((ushort)c, width, Get(from + done * (ulong)width, width));
                return 0;
        }
    }

    private ulong Control(HostedOperation operation, ulong value)
    {
        Cpu->Rax = value;
        switch (operation)
        {
            case HostedOperation.Invlpg: operations.Invlpg(Instruction.Create(Code.Invlpg_m, new MemoryOperand(Register.RAX))); return 0;
            case HostedOperation.Clts: operations.Clts(Simple(Code.Clts)); return 0;
            case HostedOperation.Wbinvd: operations.Invd(Simple(Code.Wbinvd)); return 0;
            case >= HostedOperation.WriteCr0:
                operations.WriteControl(Instruction.Create(Code.Mov_cr_r64, Number(operation - HostedOperation.WriteCr0), Register.RAX));
                return 0;
            default:
                operations.ReadControl(Instruction.Create(Code.Mov_r64_cr, Register.RAX, Number(operation - HostedOperation.ReadCr0)));
                return Cpu->Rax;
        }
    }

    /// <summary>The guest API's order: CR0, CR2, CR3, CR4, CR8.</summary>
    private static Register Number(int index) => index switch { 0 => Register.CR0, 4 => Register.CR8, _ => Register.CR1 + index };

    private static void Put(byte* at, int width, uint value) => new ReadOnlySpan<byte>(&value, width).CopyTo(new Span<byte>(at, width));

    private static uint Get(byte* at, int width)
    {
        uint value = 0;
        new ReadOnlySpan<byte>(at, width).CopyTo(new Span<byte>(&value, width));
        return value;
    }

    private static Instruction Simple(Code code) => Instruction.Create(code);

    private ulong Boot(HostedOperation operation, ulong argument) => operation switch
    {
        HostedOperation.BootMagic => MultibootMagic,
        HostedOperation.BootInfo => board.BootInformation,
        HostedOperation.ImageStart => HostedBoard.ImageStart,
        HostedOperation.ImageEnd => HostedBoard.ImageEnd,
        // The code lies nowhere in RAM.
        HostedOperation.TextStart or HostedOperation.TextEnd or HostedOperation.NativeStart or HostedOperation.NativeEnd => HostedBoard.ImageStart,
        HostedOperation.HypercallPage or HostedOperation.SharedPage => 0,
        HostedOperation.TrapStubs => (ulong)board.Stubs,
        HostedOperation.SyscallStub or HostedOperation.ThreadStart => HostedDelivery.FirstStub + (byte.MaxValue + 1) * HostedDelivery.StubDistance,
        // Both are where ring 3 would enter.
        HostedOperation.SetSyscallStack => 0,
        _ => throw refusals.Refuse(operation, argument),
    };
}
