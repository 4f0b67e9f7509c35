using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace Hyperweave.Translation.Tests.Scenarios;

/// <summary>Guests that want the VMM to hang, to run out of something or to fall; each is an image of its own.</summary>
internal static class HostileImages
{
    private const long Rights = Bit.P | Bit.W | Bit.U;

    internal static readonly (string Name, Action<Assembler> Write)[] All =
    [
        ("endless loop with interrupts off", code => { var again = Here(code); code.jmp(again); }),
        ("endless loop through exits", code => { var again = Here(code); code.@in(al, 0x80); code.cpuid(); code.jmp(again); }),
        ("endless faults", code => { code.mov(__dword_ptr[Place.Gate(6)], Gate(Place.Page(0))); code.mov(__dword_ptr[Place.Gate(6) + 4], 0x4000_8E00); code.mov(__word_ptr[Place.Page(0)], 0x0B0F); code.ud2(); }),
        ("halt for ever", code => code.hlt()),
        ("single steps without end", code => { OwnHandler(code, 1); code.push(0x102); code.popfq(); var again = Here(code); code.inc(ebx); code.jmp(again); }),
        ("a breakpoint on the handler of breakpoints", code => { OwnHandler(code, 1); code.Watch(0, Place.Page(0), 0, 1); code.int1(); var again = Here(code); code.jmp(again); }),
        ("a breakpoint on the frames of its handler", code => { OwnHandler(code, 1); code.Watch(0, Place.MainStack - 64, 3, 8); var again = Here(code); code.push(rax); code.pop(rax); code.int1(); code.jmp(again); }),
        ("breakpoints everywhere in turn", code =>
        {
            OwnHandler(code, 1);
            var again = Here(code);
            code.add(edi, 7);
            code.and(edi, 0x1F_FFFF);
            foreach (int kind in (int[])[0, 1, 3])
            {
                code.lea(rbx, __[rdi + Place.Arena]);
                code.Watch(kind, rbx, kind, 8 >> kind);
                code.mov(rcx, __qword_ptr[rbx]);
                code.xor(eax, eax);
                code.mov(dr7, rax);
            }
            code.jmp(again);
        }),
        ("NMIs without end", code =>
        {
            OwnHandler(code, 2);
            code.mov(edi, SystemScenarios.LocalApic + 0x300);
            code.mov(eax, 0x4400);
            var again = Here(code);
            code.mov(__dword_ptr[rdi], eax);
            code.jmp(again);
        }),
        ("REP STOSB over RAM without end", code => { var again = Here(code); code.mov(edi, 0x200_0000); code.mov(ecx, 0x100_0000); code.rep.stosb(); code.jmp(again); }),
        ("REP MOVSB over its own code", code => { code.mov(esi, 0x200_0000); code.mov(edi, Place.Image); code.mov(ecx, 0x100_0000); code.rep.movsb(); }),
        ("code that rewrites itself without end", code =>
        {
            var again = Here(code);
            var patched = code.CreateLabel();
            code.inc(edx);
            code.mov(__dword_ptr[patched.Operand() + 1], edx);
            code.Label(ref patched);
            code.mov(eax, 0x1234_5678);
            code.jmp(again);
        }),
        ("new code without end", code =>
        {
            // INC EAX, RET at every byte of the arena but the last.
            code.mov(eax, unchecked((int)0xC3C0_FF90));
            code.mov(edi, Place.Arena);
            code.mov(ecx, 0x8_0000);
            code.rep.stosd();
            var again = Here(code);
            code.mov(ebx, Place.Arena);
            var next = Here(code);
            code.call(rbx);
            code.add(ebx, 4);
            code.cmp(ebx, Place.Arena + 0x20_0000);
            code.jb(next);
            code.mov(rax, cr3);
            code.mov(cr3, rax);
            code.jmp(again);
        }),
        ("a window in every slot", code =>
        {
            Recursive(code);
            code.xor(ebx, ebx);
            var next = Here(code);
            code.mov(rdi, rbx);
            code.shl(rdi, 39);
            code.shl(rdi, 16);
            code.sar(rdi, 16);
            code.add(rdi, 0x40_0000);
            code.mov(rax, __qword_ptr[rdi]);
            code.inc(ebx);
            code.and(ebx, 511);
            code.jmp(next);
        }),
        ("a million pages, each mapped on its own", code =>
        {
            Recursive(code);
            // Page n of each 2 MiB is page n · 7 of the arena's memory: no two neighbours are neighbours.
            code.mov(edi, Place.ArenaLevel1);
            code.mov(rax, Place.ArenaPhysical | Rights);
            code.mov(ecx, 512);
            var fill = Here(code);
            code.stosq();
            code.xor(eax, 0x7_7000);
            code.dec(ecx);
            code.jne(fill);
            code.mov(edi, Place.ArenaLevel2);
            code.mov(eax, Place.ArenaLevel1 | (uint)Rights);
            code.mov(ecx, 512);
            code.rep.stosq();
            var again = Here(code);
            code.mov(edi, Place.Arena);
            code.mov(ecx, 512 * 512);
            var next = Here(code);
            code.inc(__dword_ptr[rdi]);
            code.add(rdi, 4096);
            code.dec(ecx);
            code.jne(next);
            code.jmp(again);
        }),
        ("address spaces without end", code =>
        {
            code.mov(ebx, 0x200_0000);
            var next = Here(code);
            code.mov(esi, Place.Level4);
            code.mov(rdi, rbx);
            code.mov(ecx, 512);
            code.cld();
            code.rep.movsq();
            code.mov(cr3, rbx);
            code.inc(__dword_ptr[Place.Arena]);
            code.add(ebx, 4096);
            code.cmp(ebx, 0x300_0000);
            code.jb(next);
            code.mov(ebx, 0x200_0000);
            code.jmp(next);
        }),
        ("CR3 beyond RAM", code => { code.mov(rax, 0xF_FFFF_F000); code.mov(cr3, rax); code.mov(rbx, __qword_ptr[Place.Arena]); }),
        ("CR3 in device memory", code => { code.mov(eax, 0xFEE0_0000); code.mov(cr3, rax); code.mov(rbx, __qword_ptr[Place.Arena]); }),
        ("tables that map beyond RAM", code => { code.Remap(0, set: 0xF_FF00_0000); code.mov(rax, __qword_ptr[Place.Page(0)]); code.mov(__qword_ptr[Place.Page(0)], rax); code.jmp(rax); }),
        ("stack and tables beyond RAM", code =>
        {
            code.Remap(0, set: 0xF_FF00_0000);
            code.mov(esp, Place.Page(0) + 2048);
            code.push(rax);
            code.mov(__qword_ptr[Place.Own + 2], (int)Place.Page(0));
            code.mov(__word_ptr[Place.Own], 0xFFF);
            code.lgdt(__[Place.Own]);
            code.lidt(__[Place.Own]);
            code.ud2();
        }),
        ("vectors, strings and locks on device memory", code =>
        {
            code.mov(edi, 0x3EE0_0000);
            code.movups(xmm0, __xmmword_ptr[rdi]);
            code.movups(__xmmword_ptr[rdi + 0x1FF8], xmm0);
            code.@lock.xadd(__qword_ptr[rdi + 0xFFD], rax);
            code.mov(ecx, 0x1_0000);
            code.rep.stosd();
        }),
        ("every port, every width", code =>
        {
            // Not those that end the machine: 8042, port 92, debug exit, power management, reset.
            var next = Here(code);
            foreach (int port in (int[])[0x64, 0x92, 0xF4, 0x604, 0xCF9])
            {
                var other = code.CreateLabel();
                code.cmp(edx, port - 4);
                code.jb(other);
                code.cmp(edx, port);
                code.ja(other);
                code.mov(edx, port + 4);
                code.Label(ref other);
            }
            code.mov(rax, -1L);
            code.@out(dx, al);
            code.@out(dx, ax);
            code.@out(dx, eax);
            code.@in(eax, dx);
            code.inc(dx);
            code.jmp(next);
        }),
        ("a timer without delay", code =>
        {
            code.OnEventReturn();
            foreach (var (port, value) in ((byte, int)[])[(0x20, 0x11), (0x21, 0x20), (0x21, 4), (0x21, 1), (0x21, 0), (0x43, 0x34), (0x40, 1), (0x40, 0)])
            {
                code.mov(eax, value);
                code.@out(port, al);
            }
            code.sti();
            var again = Here(code);
            code.jmp(again);
        }),
    ];

    private static int Gate(uint address) => (int)(address & 0xFFFF | Selector.Code << 16);

    /// <summary>The vector's handler is IRETQ, in page 0.</summary>
    private static void OwnHandler(Assembler code, int vector)
    {
        code.mov(__dword_ptr[Place.Gate(vector)], Gate(Place.Page(0)));
        code.mov(__dword_ptr[Place.Gate(vector) + 4], 0x4000_8E00);
        code.mov(__word_ptr[Place.Page(0)], unchecked((short)0xCF48));
    }

    private static Label Here(Assembler code)
    {
        var label = code.CreateLabel();
        code.Label(ref label);
        return label;
    }

    private static AssemblerMemoryOperand Operand(this Label label) => __[label];

    /// <summary>All 512 entries of level 4 lead to the one level 3.</summary>
    private static void Recursive(Assembler code)
    {
        code.mov(edi, Place.Level4);
        code.mov(eax, Place.Level3 | (uint)Rights);
        code.mov(ecx, 512);
        code.rep.stosq();
        code.mov(rax, cr3);
        code.mov(cr3, rax);
    }
}
