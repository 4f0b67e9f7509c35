using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace Hyperweave.Vmm.Host;

/// <summary>
/// The x87 state, which stays in the processor while C# runs on the guest's thread: neither .NET nor the engines use it. Only
/// who wants to see it, or to change it, has it moved.
/// </summary>
internal static unsafe class ExtendedState
{
    /// <summary>Bytes of FXSAVE64's image that are the x87's; MXCSR and its mask stand at 24 to 31 (Intel SDM 1 10.5.1).</summary>
    private const int Length = 160, MxcsrStart = 24, MxcsrEnd = 32;

    private static readonly delegate* unmanaged<byte*, void> Store = Emit(code => code.fxsave64(__[rdi]));
    private static readonly delegate* unmanaged<byte*, void> Restore = Emit(code => code.fxrstor64(__[rdi]));

    /// <summary>Copies the x87 state of the calling thread to the guest's.</summary>
    internal static void Save(CpuState* cpu) => Move(cpu, load: false);

    /// <summary>Makes the guest's x87 state the calling thread's.</summary>
    internal static void Load(CpuState* cpu) => Move(cpu, load: true);

    private static void Move(CpuState* cpu, bool load)
    {
        byte* room = stackalloc byte[512 + 16];
        byte* image = (byte*)((ulong)(room + 15) & ~15UL);
        Store(image);
        byte* from = load ? cpu->Fxsave : image, to = load ? image : cpu->Fxsave;
        for (int at = 0; at < Length; at++)
            if (at is < MxcsrStart or >= MxcsrEnd) to[at] = from[at];
        if (load) Restore(image);
    }

    private static delegate* unmanaged<byte*, void> Emit(Action<Assembler> body)
    {
        var code = new Assembler(64);
        body(code);
        code.ret();
        return (delegate* unmanaged<byte*, void>)NativeEntry.Emit(code);
    }
}
