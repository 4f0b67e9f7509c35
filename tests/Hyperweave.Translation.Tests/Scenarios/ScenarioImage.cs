using System.Buffers.Binary;
using System.Text;
using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace Hyperweave.Translation.Tests.Scenarios;

/// <summary>
/// A flat multiboot image that runs scenarios one after the other and ends by the debug exit. For each it prints its name, one
/// line an event ("! vector error RIP CS flags RSP SS, the handler's RSP, CR2 or DR6"), and one line of registers at its end.
/// </summary>
internal sealed class ScenarioImage
{
    /// <summary>A scenario with more events than this is ended.</summary>
    private const int MostEvents = 6;
    private const uint HeaderMagic = 0x1BAD_B002, HeaderFlags = 0x1_0000;
    /// <summary>TF, IF, DF, IOPL, NT, AC, ID: not the status flags; not RF, which QEMU 7.2 does not push (Intel SDM 3B 17.3.1.1).</summary>
    private const int ShownFlags = 0x24_7700;

    private readonly byte[] _image = new byte[Place.End - Place.Image];
    private readonly Assembler _code = new(64);
    private readonly MemoryStream _text = new();
    private readonly Label[] _stubs = new Label[Vector.Count];
    private Label _event, _puts, _hex, _put, _reset, _callTarget;

    private ScenarioImage(IReadOnlyList<Scenario> scenarios)
    {
        (_event, _puts, _hex, _put) = (_code.CreateLabel(), _code.CreateLabel(), _code.CreateLabel(), _code.CreateLabel());
        (_reset, _callTarget) = (_code.CreateLabel(), _code.CreateLabel());
        foreach (var scenario in scenarios) WriteScenario(scenario);
        Print("done\n");
        _code.mov(al, 0);
        _code.@out(0xF4, al);
        WriteCallTarget();
        WriteStubs();
        WriteEvent();
        WriteReset();
        WritePrinting();
    }

    internal static byte[] Of(IReadOnlyList<Scenario> scenarios) => new ScenarioImage(scenarios).Assemble();

    private byte[] Assemble()
    {
        using var stream = new MemoryStream();
        var result = _code.Assemble(new StreamCodeWriter(stream), Place.Code, BlockEncoderOptions.ReturnNewInstructionOffsets);
        Put(Place.Code, stream.ToArray(), Place.Text);
        Put(Place.Text, _text.ToArray(), Place.Template);
        new SystemTables(_image).Write(result.GetLabelRIP(_callTarget), vector => result.GetLabelRIP(_stubs[vector]));
        WriteHeader();
        return _image;
    }

    private void Put(uint address, byte[] bytes, uint end)
    {
        if (bytes.Length > end - address) throw new InvalidOperationException($"{bytes.Length} bytes do not fit at 0x{address:X}");
        bytes.CopyTo(_image.AsSpan((int)(address - Place.Image)));
    }

    /// <summary>Multiboot's header with load addresses (section 3.1.3), and the 32-bit code that enters long mode.</summary>
    private void WriteHeader()
    {
        const uint Entry = Place.Image + 0x40;
        uint[] header = [HeaderMagic, HeaderFlags, unchecked(0 - HeaderMagic - HeaderFlags), Place.Image, Place.Image, Place.End, Place.End, Entry];
        for (int word = 0; word < header.Length; word++) BinaryPrimitives.WriteUInt32LittleEndian(_image.AsSpan(word * 4), header[word]);
        var entry = new Assembler(32);
        entry.lgdt(__dword_ptr[Place.GdtPointer]);
        entry.mov(eax, 0x620);
        entry.mov(cr4, eax);
        entry.mov(eax, Place.Level4);
        entry.mov(cr3, eax);
        entry.mov(ecx, 0xC000_0080);
        entry.mov(eax, 0x901);
        entry.xor(edx, edx);
        entry.wrmsr();
        entry.mov(eax, 0x8001_0031);
        entry.mov(cr0, eax);
        entry.mov(esp, Place.MainStack);
        entry.push(Selector.Code);
        entry.push(Place.Code);
        entry.retf();
        Put(Entry, Guest.Assemble(entry, Entry), Place.Gdt);
    }

    private void WriteScenario(Scenario scenario)
    {
        var end = _code.CreateLabel();
        _code.mov(esp, Place.MainStack);
        _code.call(_reset);
        Print($"{scenario.Name}\n");
        _code.lea(rax, __[end]);
        _code.mov(__qword_ptr[Place.Resume], rax);
        _code.mov(__qword_ptr[Place.Finish], rax);
        foreach (var register in General) _code.xor(register, register);
        scenario.Write(_code);
        _code.nop();
        _code.Label(ref end);
        AssemblerRegister64[] results = [rax, rbx, rcx, rdx];
        for (int index = 0; index < results.Length; index++) _code.mov(__qword_ptr[Place.Saved + index * 8], results[index]);
        _code.mov(esp, Place.MainStack);
        Print("=");
        for (int index = 0; index < results.Length; index++) Hex(__qword_ptr[Place.Saved + index * 8]);
        Print("\n");
    }

    private static readonly AssemblerRegister32[] General = [eax, ecx, edx, ebx, ebp, esi, edi, r8d, r9d, r10d, r11d, r12d, r13d, r14d, r15d];

    /// <summary>A call gate's target: tells that it was reached, and returns far.</summary>
    private void WriteCallTarget()
    {
        _code.Label(ref _callTarget);
        _code.mov(ebx, 0x6A7E);
        _code.mov(ecx, cs);
        _code.mov(edx, ss);
        _code.ReturnFar();
    }

    private void WriteStubs()
    {
        for (int vector = 0; vector < Vector.Count; vector++)
        {
            _stubs[vector] = _code.CreateLabel();
            _code.Label(ref _stubs[vector]);
            if (vector is not (8 or (>= 10 and <= 14) or 17 or 21)) _code.push(0);
            _code.push(vector);
            _code.jmp(_event);
        }
    }

    /// <summary>Every vector: [RSP] vector, error code, RIP, CS, RFLAGS, RSP, SS.</summary>
    private void WriteEvent()
    {
        var resume = _code.CreateLabel();
        var again = _code.CreateLabel();
        var noAddress = _code.CreateLabel();
        var noCauses = _code.CreateLabel();
        var finish = _code.CreateLabel();
        AssemblerRegister64[] saved = [rax, rbx, rcx, rdx, rsi, rdi, rbp];
        _code.Label(ref _event);
        _code.cld();
        foreach (var register in saved) _code.push(register);
        _code.lea(rbp, __[rsp + saved.Length * 8]);
        _code.cmp(__qword_ptr[rbp], Vector.Return);
        _code.je(resume);
        Print("!");
        foreach (int word in (int[])[0, 1, 2, 3]) Hex(__qword_ptr[rbp + word * 8]);
        _code.mov(rax, __qword_ptr[rbp + 32]);
        _code.and(eax, ShownFlags);
        _code.call(_hex);
        foreach (int word in (int[])[5, 6]) Hex(__qword_ptr[rbp + word * 8]);
        _code.mov(rax, rbp);
        _code.call(_hex);
        _code.cmp(__qword_ptr[rbp], 14);
        _code.jne(noAddress);
        _code.mov(rax, cr2);
        _code.call(_hex);
        _code.Label(ref noAddress);
        _code.cmp(__qword_ptr[rbp], 1);
        _code.jne(noCauses);
        _code.mov(rax, dr6);
        _code.call(_hex);
        _code.mov(eax, 0xFFFF_0FF0);
        _code.mov(dr6, rax);
        _code.Label(ref noCauses);
        Print("\n");
        EndOfInterrupt();
        _code.dec(__qword_ptr[Place.Budget]);
        _code.js(finish);
        _code.cmp(__qword_ptr[Place.Resume], 0);
        _code.je(again);
        _code.Label(ref resume);
        Restore(saved);
        _code.mov(esp, Place.MainStack - 0x400);
        _code.cmp(__qword_ptr[Place.Resume], 0);
        _code.je(finish);
        _code.jmp(__qword_ptr[Place.Resume]);
        _code.Label(ref finish);
        _code.mov(esp, Place.MainStack - 0x400);
        _code.jmp(__qword_ptr[Place.Finish]);
        _code.Label(ref again);
        Restore(saved);
        _code.add(rsp, 16);
        _code.iretq();
    }

    /// <summary>To the first 8259, for its eight vectors (non-specific EOI).</summary>
    private void EndOfInterrupt()
    {
        var other = _code.CreateLabel();
        _code.mov(rax, __qword_ptr[rbp]);
        _code.and(al, 0xF8);
        _code.cmp(al, Vector.Interrupts);
        _code.jne(other);
        _code.mov(al, 0x20);
        _code.@out(0x20, al);
        _code.Label(ref other);
    }

    private void Restore(AssemblerRegister64[] saved)
    {
        foreach (var register in saved.Reverse()) _code.pop(register);
    }

    /// <summary>Tables, control registers, segments and flags as a scenario finds them.</summary>
    private void WriteReset()
    {
        var code = _code.CreateLabel();
        _code.Label(ref _reset);
        _code.push(2);
        _code.popfq();
        _code.mov(eax, 0x400);
        _code.mov(dr7, rax);
        _code.mov(eax, 0xFFFF_0FF0);
        _code.mov(dr6, rax);
        _code.mov(eax, 0x620);
        _code.mov(cr4, rax);
        _code.mov(eax, 0x8001_0031);
        _code.mov(cr0, rax);
        _code.WriteMsr(0xC000_0080, 0xD01);
        // Both 8259s masked: the firmware has left its timer running.
        _code.mov(al, -1);
        _code.@out(0x21, al);
        _code.@out(0xA1, al);
        _code.mov(esi, Place.Template);
        _code.mov(edi, Place.Gdt);
        _code.mov(ecx, (int)(Place.TablesEnd - Place.Gdt) / 8);
        _code.rep.movsq();
        _code.mov(eax, Place.Level4);
        _code.mov(cr3, rax);
        _code.mov(edi, Place.Arena);
        _code.mov(ecx, Place.ClearedPages * 512);
        _code.xor(eax, eax);
        _code.rep.stosq();
        // Clearing has set A and D in the arena's entries: the template's once more.
        _code.mov(esi, Place.Template + (Place.ArenaLevel1 - Place.Gdt));
        _code.mov(edi, Place.ArenaLevel1);
        _code.mov(ecx, 512);
        _code.rep.movsq();
        _code.mov(eax, Place.Level4);
        _code.mov(cr3, rax);
        _code.lgdt(__qword_ptr[Place.GdtPointer]);
        _code.lidt(__qword_ptr[Place.IdtPointer]);
        _code.mov(eax, Selector.Task);
        _code.ltr(ax);
        _code.xor(eax, eax);
        _code.lldt(ax);
        _code.mov(eax, Selector.Data);
        foreach (var segment in (AssemblerRegisterSegment[])[ds, es, fs, gs, ss]) _code.mov(segment, eax);
        _code.mov(__qword_ptr[Place.Budget], MostEvents - 1);
        _code.push(Selector.Code);
        _code.lea(rax, __[code]);
        _code.push(rax);
        _code.ReturnFar();
        _code.Label(ref code);
        _code.ret();
    }

    private void Print(string text)
    {
        _code.mov(esi, Place.Text + (uint)_text.Position);
        _code.call(_puts);
        _text.Write(Encoding.ASCII.GetBytes(text + '\0'));
    }

    private void Hex(AssemblerMemoryOperand value)
    {
        _code.mov(rax, value);
        _code.call(_hex);
    }

    /// <summary>puts: the text at RSI; hex: a blank and RAX in hexadecimal; put: AL. RAX, RCX, RDX and RSI change.</summary>
    private void WritePrinting()
    {
        var finished = _code.CreateLabel();
        var digit = _code.CreateLabel();
        var decimalDigit = _code.CreateLabel();
        _code.Label(ref _puts);
        _code.lodsb();
        _code.test(al, al);
        _code.je(finished);
        _code.call(_put);
        _code.jmp(_puts);
        _code.Label(ref finished);
        _code.ret();

        _code.Label(ref _hex);
        _code.mov(rsi, rax);
        _code.mov(al, (sbyte)' ');
        _code.call(_put);
        _code.mov(ecx, 16);
        _code.Label(ref digit);
        _code.rol(rsi, 4);
        _code.mov(eax, esi);
        _code.and(al, 15);
        _code.add(al, (sbyte)'0');
        _code.cmp(al, (sbyte)'9');
        _code.jbe(decimalDigit);
        _code.add(al, 'A' - '9' - 1);
        _code.Label(ref decimalDigit);
        _code.call(_put);
        _code.dec(ecx);
        _code.jne(digit);
        _code.ret();

        _code.Label(ref _put);
        _code.mov(dx, 0x3F8);
        _code.@out(dx, al);
        _code.ret();
    }
}
