using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace Hyperweave.Translation.Tests.Scenarios;

/// <summary>How a handler is entered: gates, stacks, and what comes of a fault on the way (Intel SDM 3A 6.12 to 6.15).</summary>
internal static partial class SystemScenarios
{
    private static readonly byte[] GateVectors =
        [Vector.User, Vector.Trap, Vector.Absent, Vector.OnInterruptStack, Vector.ToData, Vector.ToNull, Vector.ToAbsent, Vector.WrongType, Vector.To32Bit, 0xF0, 0, 13];

    internal static IEnumerable<Scenario> Events()
    {
        foreach (byte vector in GateVectors)
        {
            yield return new($"INT {vector:X2}", code => code.@int(vector), Misnumbered(vector, user: false));
            yield return new($"INT {vector:X2}, interrupts on, odd stack", code => { code.sti(); code.sub(rsp, 11); code.@int(vector); }, Misnumbered(vector, user: false));
            yield return new($"INT {vector:X2} in user mode", code => { code.EnterUser(); code.@int(vector); }, Misnumbered(vector, user: true));
        }
        foreach (var (name, spoil) in Spoilt())
        {
            foreach (var (cause, raise) in Causes())
                yield return new($"{cause}, {name}", code => { spoil(code); raise(code); }, OnTheWay(cause, name));
        }
        yield return new("a handler that returns", code => { code.OnEventReturn(); code.mov(ebx, 1); code.@int(Vector.User); code.mov(ecx, 2); });
        yield return new("a handler that returns to user mode", code =>
        {
            code.EnterUser();
            var next = code.CreateLabel();
            code.OnEvent(next);
            code.OnEventReturn();
            code.@int(Vector.User);
            code.mov(ebx, 5);
            code.OnEvent(next);
            code.BackToKernel();
            code.Label(ref next);
        });
    }

    /// <summary>Gates made bad: the fault on the way to the handler.</summary>
    private static IEnumerable<(string, Action<Assembler>)> Spoilt() =>
    [
        ("#PF's gate absent", code => code.and(__byte_ptr[Place.Gate(14) + 5], 0x7F)),
        ("#GP's gate absent", code => code.and(__byte_ptr[Place.Gate(13) + 5], 0x7F)),
        ("#NP's and #GP's gates absent", code => { code.and(__byte_ptr[Place.Gate(11) + 5], 0x7F); code.and(__byte_ptr[Place.Gate(13) + 5], 0x7F); }),
        ("#DE's gate to null", code => code.mov(__word_ptr[Place.Gate(0) + 2], 0)),
        ("#UD's gate to data", code => code.mov(__word_ptr[Place.Gate(6) + 2], Selector.Data)),
        ("#PF's handler not canonical", code => code.mov(__dword_ptr[Place.Gate(14) + 8], 0x8000)),
        ("stack not mapped", code => code.mov(rsp, 0x1234_5678_9ABCL)),
        ("stack not canonical", code => code.mov(rsp, NotCanonical + 8)),
        ("stack read-only", code => { code.Remap(2, clear: Bit.W); code.mov(esp, Place.Page(3) - 16); }),
        ("stack across into an absent page", code => { code.Remap(2, clear: Bit.P); code.mov(esp, Place.Page(3) + 24); }),
    ];

    private static IEnumerable<(string, Action<Assembler>)> Causes() =>
    [
        ("#PF", code => code.mov(rax, __qword_ptr[0x7000_0000])), ("#GP", code => { code.mov(rdi, NotCanonical); code.mov(rax, __qword_ptr[rdi]); }), ("#UD", code => code.ud2()),
        ("#DE", code => code.div(ecx)), ("INT 80", code => code.@int(Vector.User)), ("INT3", code => code.int3()),
    ];

    private static string? OnTheWay(string cause, string spoilt) => (cause, spoilt) switch
    {
        ("#UD", "#UD's gate to data") => "QEMU leaves EXT clear; an earlier exception sets it (Intel SDM 3A 6.13)",
        ("#PF", "#PF's handler not canonical") => "QEMU faults in the handler; it is #GP on the way, hence #DF (Intel SDM 2A, INT n)",
        _ => null,
    };

    private const string WrongIndex = "QEMU gives twice the vector as the index; an error code counts gates (Intel SDM 3A 6.13)";

    /// <summary>Where the gate itself refuses: it is not there, or its DPL does not let user mode in.</summary>
    private static string? Misnumbered(byte vector, bool user)
    {
        bool refuses = user ? vector is not (Vector.User or 0) : vector is Vector.Absent or Vector.WrongType or 0xF0;
        return refuses ? WrongIndex : null;
    }
}
