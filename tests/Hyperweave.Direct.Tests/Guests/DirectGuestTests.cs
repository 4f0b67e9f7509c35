using System.Text;
using Hyperweave.Abi;
using Hyperweave.Vmm;
using Hyperweave.Vmm.Building;
using Hyperweave.Vmm.Engines;
using Hyperweave.Vmm.Loading;
using Iced.Intel;
using Xunit;
using static Iced.Intel.AssemblerRegisters;

namespace Hyperweave.Direct.Tests.Guests;

/// <summary>Whole images of a few instructions, the same under both engines that run paravirtual guests.</summary>
public class DirectGuestTests
{
    private const int PowerOff = 0;
    private const ulong Table = TestImage.Data, Message = TestImage.Data + 0x2000, Unmapped = 0x4000_0000_0000;

    [Theory]
    [InlineData(EngineKind.Direct)]
    [InlineData(EngineKind.Confined)]
    public void A_guest_prints_and_powers_off(EngineKind engine)
    {
        var (ending, console) = Run(engine, code =>
        {
            Prologue(code);
            code.mov(rax, 0x0A_69_68ul); // "hi\n"
            code.mov(rbx, Message);
            code.mov(__qword_ptr[rbx], rax);
            Call(code, Hypercall.ConsoleWrite, Message, 3);
            Call(code, Hypercall.Shutdown, PowerOff, 7);
        });
        Assert.Equal((7, null), (ending.Status, ending.Message));
        Assert.Equal("hi\n", console);
    }

    [Theory]
    [InlineData(EngineKind.Direct)]
    [InlineData(EngineKind.Confined)]
    public void A_divide_error_reaches_its_handler_and_returns(EngineKind engine)
    {
        var (ending, _) = Run(engine, code =>
        {
            var handler = code.CreateLabel();
            Prologue(code);
            SetGate(code, 0, handler);
            code.xor(ecx, ecx);
            code.mov(eax, 5);
            code.xor(edx, edx);
            code.mov(ebx, 3);
            code.div(ecx); // two bytes, which the handler steps over
            Call(code, Hypercall.Shutdown, PowerOff, null, rbx);
            code.Label(ref handler);
            code.add(rbx, 39);
            code.add(__qword_ptr[rsp], 2);
            Slot(code, HypercallPage.Iret);
        });
        Assert.Equal(42, ending.Status);
    }

    [Theory]
    [InlineData(EngineKind.Direct)]
    [InlineData(EngineKind.Confined)]
    public void A_page_fault_tells_address_and_error_code(EngineKind engine)
    {
        var (ending, _) = Run(engine, code =>
        {
            var handler = code.CreateLabel();
            Prologue(code);
            SetGate(code, ExceptionVector.PF, handler);
            code.mov(rbx, Unmapped + 0x123);
            code.mov(__byte_ptr[rbx], 1);
            code.Label(ref handler);
            // Status: 2 (a supervisor's write to what is not there) + 0x23 (of the address).
            code.pop(rsi);
            code.mov(rcx, TestImage.Shared);
            code.mov(rax, __qword_ptr[rcx + SharedPage.Cr2]);
            code.movzx(eax, al);
            code.add(rsi, rax);
            code.mov(rdx, rsi);
            Call(code, Hypercall.Shutdown, PowerOff, null, rdx);
        });
        Assert.Equal(2 + 0x23, ending.Status);
    }

    [Theory]
    [InlineData(EngineKind.Direct)]
    [InlineData(EngineKind.Confined)]
    public void A_timer_event_interrupts_a_loop(EngineKind engine)
    {
        var (ending, _) = Run(engine, code =>
        {
            var (handler, loop) = (code.CreateLabel(), code.CreateLabel());
            Prologue(code);
            SetGate(code, 0x40, handler);
            Call(code, Hypercall.SetTimer, 1, 0x40);
            code.mov(rcx, TestImage.Shared);
            code.mov(__dword_ptr[rcx + SharedPage.EventMask], 0);
            Call(code, Hypercall.DeliverPending);
            code.Label(ref loop);
            code.inc(rbx);
            code.jmp(loop);
            code.Label(ref handler);
            Call(code, Hypercall.Shutdown, PowerOff, 9);
        });
        Assert.Equal(9, ending.Status);
    }

    [Theory]
    [InlineData(EngineKind.Direct)]
    [InlineData(EngineKind.Confined)]
    public void A_fault_without_a_handler_ends_with_its_place(EngineKind engine)
    {
        var (ending, _) = Run(engine, code => { code.xor(eax, eax); code.mov(rax, __qword_ptr[rax]); });
        Assert.Equal(MachineEnding.FaultStatus, ending.Status);
        Assert.Contains($"0x{TestImage.Entry + 2:X}", ending.Message);
        Assert.Contains("address 0x0", ending.Message);
    }

    [Theory]
    [InlineData(EngineKind.Direct)]
    [InlineData(EngineKind.Confined)]
    public void A_guest_that_nothing_could_wake_ends(EngineKind engine)
    {
        var (ending, _) = Run(engine, code => { Prologue(code); Call(code, Hypercall.Block); });
        Assert.Equal(MachineEnding.HaltStatus, ending.Status);
        Assert.Contains("no timer set", ending.Message);
    }

    [Theory]
    [InlineData(EngineKind.Direct)]
    [InlineData(EngineKind.Confined)]
    public void A_guest_that_computes_for_ever_is_stopped_in_time(EngineKind engine)
    {
        var (ending, _) = Run(engine, code =>
        {
            var loop = code.CreateLabel();
            code.Label(ref loop);
            code.inc(rbx);
            code.jmp(loop);
        }, TimeSpan.FromMilliseconds(300));
        Assert.Equal(MachineEnding.TimeoutStatus, ending.Status);
    }

    [Fact]
    public void Data_is_never_executed_natively()
    {
        var (ending, _) = Run(EngineKind.Direct, code =>
        {
            code.mov(rbx, TestImage.Data);
            code.mov(__word_ptr[rbx], 0x0B0F); // UD2
            code.jmp(rbx);
        });
        Assert.Equal(MachineEnding.UnsupportedStatus, ending.Status);
        Assert.Contains($"code at 0x{TestImage.Data:X}", ending.Message);
    }

    [Fact]
    public void Code_is_never_written_natively()
    {
        var (ending, _) = Run(EngineKind.Direct, code =>
        {
            code.mov(rbx, TestImage.Entry);
            code.mov(__byte_ptr[rbx], 0x90);
        });
        Assert.Equal(MachineEnding.UnsupportedStatus, ending.Status);
        Assert.Contains($"a write to code at 0x{TestImage.Entry:X}", ending.Message);
    }

    public static TheoryData<string, Action<Assembler>> Forbidden() => new()
    {
        { "cli", code => code.cli() },
        { "out", code => code.@out(0x80, al) },
        { "mov rax,cr3", code => code.mov(rax, cr3) },
        { "syscall", code => code.syscall() },
        { "int 80h", code => code.@int(0x80) },
        { "popfq", code => code.popfq() },
        { "sgdt", code => code.sgdt(__[rax]) },
        { "mov ds", code => code.mov(ds, eax) },
        { "wrgsbase", code => code.wrgsbase(rax) },
        { "gs:", code => code.mov(rax, __qword_ptr.gs[rbx]) },
        { "vaddps", code => code.vaddps(ymm0, ymm1, ymm2) },
    };

    [Theory]
    [MemberData(nameof(Forbidden))]
    public void An_image_with_a_sensitive_instruction_is_refused_by_name_and_address(string name, Action<Assembler> instruction)
    {
        var refusal = Assert.Throws<ImageException>(() => Run(EngineKind.Direct, code => { code.nop(); instruction(code); }));
        Assert.Contains($"0x{TestImage.Entry + 1:X}", refusal.Message);
        Assert.Contains(name, refusal.Message);
    }

    private static void Prologue(Assembler code) => code.mov(rsp, TestImage.Stack);

    private static void Call(Assembler code, Hypercall number, ulong? first = 0, ulong? second = 0, AssemblerRegister64? secondFrom = null)
    {
        if (secondFrom is { } register) code.mov(rdx, register);
        else code.mov(rdx, second ?? 0);
        code.mov(rsi, first ?? 0);
        code.mov(edi, (uint)number);
        code.mov(rax, TestImage.Page + HypercallPage.Call);
        code.call(rax);
    }

    private static void Slot(Assembler code, int offset)
    {
        code.push(rax);
        code.mov(rax, TestImage.Page + (ulong)offset);
        code.xchg(__qword_ptr[rsp], rax);
        code.ret();
    }

    /// <summary>A present interrupt gate of selector 8 in the trap table, which is then named.</summary>
    private static void SetGate(Assembler code, byte vector, Label handler)
    {
        code.lea(rax, __[handler]);
        code.mov(rbx, Table + vector * 16u);
        code.mov(__word_ptr[rbx], ax);
        code.mov(__word_ptr[rbx + 2], 8);
        code.mov(__word_ptr[rbx + 4], 0x8E00);
        code.shr(rax, 16);
        code.mov(__word_ptr[rbx + 6], ax);
        Call(code, Hypercall.SetTrapTable, Table, 0xFFF);
    }

    private static (MachineEnding Ending, string Console) Run(EngineKind engine, Action<Assembler> body, TimeSpan? limit = null)
    {
        string path = TestImage.Create(body);
        using var console = new MemoryStream();
        try
        {
            using var session = MachineBuilder.Build(new MachineOptions
            {
                ImagePath = path, SerialOutput = console, MemoryBytes = 4 << 20, Engine = engine, Timeout = limit ?? TimeSpan.FromSeconds(20),
            });
            return (session.Run(), Encoding.UTF8.GetString(console.ToArray()));
        }
        finally
        {
            File.Delete(path);
        }
    }
}
