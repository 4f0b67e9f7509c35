using Hyperweave.Vmm.Host;
using Hyperweave.Vmm.Operations;
using Iced.Intel;
using static Hyperweave.Vmm.Host.MachineCode;
using static Iced.Intel.AssemblerRegisters;

namespace Hyperweave.Vmm.Engines.Translation;

/// <summary>
/// SYSCALL, SYSRET and IRETQ as host code, made once for the process: between 64-bit code of levels 0 and 3, with nothing
/// unusual about it. Everything else, faults included, is left to <see cref="PrivilegedOperations"/>, whose meaning they repeat.
/// </summary>
internal static class PrivilegeStubs
{
    /// <summary>Offsets in <see cref="CpuState"/>; a test compares them with the structure.</summary>
    internal const int Cpl = 0x0A0, Efer = 0x0E0, Star = 0x0E8, Lstar = 0x0F0, Fmask = 0x100, Gdtr = 0x190;
    internal const int Es = 0x1B0, Cs = 0x1C8, Ss = 0x1E0, Ds = 0x1F8, Fs = 0x210, Gs = 0x228;

    /// <summary>Flags that a return would have to set in <see cref="CpuState.Rflags"/>.</summary>
    private const int UnusualFlags = (int)(Rflags.TF | Rflags.IOPL | Rflags.NT | Rflags.AC | Rflags.VIF | Rflags.VIP | Rflags.ID);

    internal static readonly nint SystemCall = Emit(WriteSystemCall), SystemReturn = Emit(WriteSystemReturn), InterruptReturn = Emit(WriteInterruptReturn);

    /// <summary>Where the guest goes on, and its RSP there, while R12 and R13 are needed.</summary>
    private const int Next = ContextLayout.Temp0 + 0x10, NextStack = ContextLayout.Temp0 + 0x18;

    private static nint Emit(Action<StubWriter> write)
    {
        var stub = new StubWriter();
        write(stub);
        stub.EndSlow();
        return NativeEntry.Emit(stub.Code);
    }

    /// <summary>SYSCALL: R13 is where the guest would go on after it.</summary>
    private static void WriteSystemCall(StubWriter stub)
    {
        var code = stub.Code;
        stub.Begin();
        code.mov(Word(Next), r13);
        RequireSystemCalls(stub);
        code.mov(r13, Word(Lstar));
        stub.RequireKernelTargets();

        code.mov(rcx, Word(Next));
        code.mov(r11, __qword_ptr[rsp]);
        code.and(r11d, StatusFlags);
        code.mov(r13, Word(EngineLayout.InterruptFlag));
        code.shl(r13d, 9);
        code.lea(r11, __[r11 + r13 + (int)Rflags.Fixed]);
        code.mov(r13, Word(Fmask));
        code.not(r13);
        code.and(r13, r11);
        stub.SetFlags();
        code.mov(r13d, Half(Star + 4));
        code.and(r13d, 0xFFFC);
        stub.SetFlat(Cs, PrivilegedOperations.FlatCode64);
        code.add(r13d, 8);
        stub.SetFlat(Ss, PrivilegedOperations.FlatData);
        code.mov(Word(Cpl), 0);
        stub.GuestStackPointer();
        stub.SetStackPointer(EngineLayout.BiasTable);
        code.mov(r13, Word(Lstar));
        stub.GoToKernel();
    }

    /// <summary>SYSRET with REX.W.</summary>
    private static void WriteSystemReturn(StubWriter stub)
    {
        var code = stub.Code;
        stub.Begin();
        RequireSystemCalls(stub);
        RequireLevelZero(stub);
        code.mov(r13, rcx);
        stub.RequireUserTargets();
        code.test(r11d, UnusualFlags);
        stub.SlowIfNotZero();

        code.mov(r13, r11);
        stub.SetFlags();
        code.movzx(r13d, __word_ptr.gs[(long)Star + 6]);
        code.add(r13d, 16);
        code.or(r13d, 3);
        stub.SetFlat(Cs, PrivilegedOperations.FlatCode64 | PrivilegedOperations.UserLevel);
        code.sub(r13d, 8);
        stub.SetFlat(Ss, PrivilegedOperations.FlatData | PrivilegedOperations.UserLevel);
        code.mov(Word(Cpl), 3);
        stub.GuestStackPointer();
        stub.SetStackPointer(EngineLayout.UserBiasTable);
        code.mov(r13, rcx);
        stub.Go(EngineLayout.UserTargets);
    }

    /// <summary>IRETQ: the frame has been read once, so that reading it does not fault.</summary>
    private static void WriteInterruptReturn(StubWriter stub)
    {
        var code = stub.Code;
        var toUser = code.CreateLabel();
        stub.Begin();
        RequireLevelZero(stub);
        stub.FrameToR12();
        code.test(__dword_ptr[r12 + Frame.Flags], UnusualFlags);
        stub.SlowIfNotZero();
        code.movzx(r13d, __word_ptr[r12 + Frame.Cs]);
        code.cmp(r13, Word(EngineLayout.UserReturn + ReturnSegments.CodeSelector));
        code.je(toUser);
        code.cmp(r13, Word(EngineLayout.KernelReturn + ReturnSegments.CodeSelector));
        stub.SlowIfNotZero();

        RequireSame(stub, EngineLayout.KernelReturn);
        code.mov(r13, __qword_ptr[r12 + Frame.Rip]);
        code.shl(r13, 16);
        code.sar(r13, 16);
        code.cmp(r13, __qword_ptr[r12 + Frame.Rip]);
        stub.SlowIfNotZero();
        stub.RequireKernelTargets();
        TakeFrame(stub, EngineLayout.KernelReturn, EngineLayout.BiasTable);
        stub.GoToKernel();

        code.Label(ref toUser);
        RequireSame(stub, EngineLayout.UserReturn);
        RequireNullDataSegments(stub);
        code.mov(r13, __qword_ptr[r12 + Frame.Rip]);
        stub.RequireUserTargets();
        code.mov(Word(Cpl), 3);
        TakeFrame(stub, EngineLayout.UserReturn, EngineLayout.UserBiasTable);
        stub.Go(EngineLayout.UserTargets);
    }

    /// <summary>IA32_EFER.SCE.</summary>
    private static void RequireSystemCalls(StubWriter stub)
    {
        stub.Code.test(Half(Efer), (int)Vmm.Efer.SCE);
        stub.SlowIfZero();
    }

    private static void RequireLevelZero(StubWriter stub)
    {
        stub.Code.cmp(Word(Cpl), 0);
        stub.SlowIfNotZero();
    }

    /// <summary>SS is known too, and the descriptors are what they were.</summary>
    private static void RequireSame(StubWriter stub, int place)
    {
        var code = stub.Code;
        code.movzx(r13d, __word_ptr[r12 + Frame.Ss]);
        code.cmp(r13, Word(place + ReturnSegments.StackSelector));
        stub.SlowIfNotZero();
        foreach (var (now, then) in new[] { (Gdtr, ReturnSegments.TableBase), (Gdtr + 8, ReturnSegments.TableLimit) })
        {
            code.mov(r13, Word(now));
            code.cmp(r13, Word(place + then));
            stub.SlowIfNotZero();
        }
        foreach (var (pointer, value) in new[] { (ReturnSegments.CodeDescriptor, ReturnSegments.CodeValue), (ReturnSegments.StackDescriptor, ReturnSegments.StackValue) })
        {
            code.mov(r13, Word(place + pointer));
            code.mov(r13, __qword_ptr[r13]);
            code.cmp(r13, Word(place + value));
            stub.SlowIfNotZero();
        }
    }

    /// <summary>Of others a return to level 3 may have to take something away.</summary>
    private static void RequireNullDataSegments(StubWriter stub)
    {
        var code = stub.Code;
        code.movzx(r13d, Selector(Es));
        foreach (int segment in new[] { Ds, Fs, Gs }) code.or(r13w, Selector(segment));
        code.test(r13d, 0xFFFC);
        stub.SlowIfNotZero();
    }

    /// <summary>Loads segments, flags and stack pointer; leaves the target in R13.</summary>
    private static void TakeFrame(StubWriter stub, int place, int biasTable)
    {
        var code = stub.Code;
        for (int word = 0; word < 2 * SegmentField.Bytes; word += 8)
        {
            code.mov(r13, Word(place + ReturnSegments.Segments + word));
            code.mov(Word(Cs + word), r13);
        }
        stub.FrameToR12();
        code.mov(r13, __qword_ptr[r12 + Frame.Rip]);
        code.mov(Word(Next), r13);
        code.mov(r13, __qword_ptr[r12 + Frame.Flags]);
        code.mov(r12, __qword_ptr[r12 + Frame.Rsp]);
        code.mov(Word(NextStack), r12);
        stub.SetFlags();
        code.mov(r13, Word(NextStack));
        stub.SetStackPointer(biasTable);
        code.mov(r13, Word(Next));
    }

    private static AssemblerMemoryOperand Selector(int segment) => __word_ptr.gs[(long)segment + SegmentField.Selector];

    /// <summary>Offsets in what IRETQ pops (Intel SDM 3A 6.14.3).</summary>
    private static class Frame
    {
        internal const int Rip = 0, Cs = 8, Flags = 16, Rsp = 24, Ss = 32;
    }
}
