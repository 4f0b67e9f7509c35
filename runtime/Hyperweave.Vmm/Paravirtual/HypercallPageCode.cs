using Hyperweave.Abi;
using Hyperweave.Vmm.Host;
using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace Hyperweave.Vmm.Paravirtual;

/// <summary>
/// What the VMM writes into the hypercall page. Natively the slots jump out to the exit thunks; each instruction before
/// can be interrupted and gone on with, so that an exit request there loses nothing. Under translation the engine
/// itself stops at the three slots that leave.
/// </summary>
internal static unsafe class HypercallPageCode
{
    /// <summary>The host addresses that the slots jump to: 8 bytes each.</summary>
    private const int CallTarget = 0x800, ReturnTarget = 0x808, SystemCallTarget = 0x810;
    private const byte Int3 = 0xCC;

    /// <param name="page">The page's 4096 bytes.</param>
    /// <param name="address">Its guest-virtual address, for RIP-relative jumps.</param>
    public static void WriteNative(Span<byte> page, ulong address)
    {
        page.Fill(Int3);
        WriteSlot(page, address, HypercallPage.Call, code => { code.pop(r11); code.jmp(__qword_ptr[address + CallTarget]); });
        WriteSlot(page, address, HypercallPage.Iret, code => code.jmp(__qword_ptr[address + ReturnTarget]));
        WriteSlot(page, address, HypercallPage.SystemCall, code => { code.pop(r11); code.jmp(__qword_ptr[address + SystemCallTarget]); });
        WriteSlot(page, address, HypercallPage.Rdtsc, ReadCounter);
        WriteTarget(page, CallTarget, NativeEntry.CallExit);
        WriteTarget(page, ReturnTarget, NativeEntry.ReturnExit);
        WriteTarget(page, SystemCallTarget, NativeEntry.SystemCallExit);
    }

    public static void WriteTranslated(Span<byte> page, ulong address)
    {
        page.Fill(Int3);
        WriteSlot(page, address, HypercallPage.Rdtsc, ReadCounter);
    }

    private static void ReadCounter(Assembler code)
    {
        code.rdtsc();
        code.shl(rdx, 32);
        code.or(rax, rdx);
        code.ret();
    }

    private static void WriteSlot(Span<byte> page, ulong address, int offset, Action<Assembler> body)
    {
        var code = new Assembler(64);
        body(code);
        using var bytes = new MemoryStream();
        code.Assemble(new StreamCodeWriter(bytes), address + (ulong)offset);
        bytes.ToArray().CopyTo(page[offset..]);
    }

    private static void WriteTarget(Span<byte> page, int offset, nint target) =>
        System.Buffers.Binary.BinaryPrimitives.WriteInt64LittleEndian(page[offset..], target);
}
