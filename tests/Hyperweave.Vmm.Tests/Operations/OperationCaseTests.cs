using Hyperweave.Vmm.Delivery;
using Hyperweave.Vmm.Operations;
using Iced.Intel;
using Xunit;

namespace Hyperweave.Vmm.Tests.Operations;

/// <summary>
/// Operations and event delivery by cases/machine/operations.txt. The whole state and memory are compared: what a case
/// does not name must not change, and a fault must change nothing at all.
/// </summary>
public sealed unsafe class OperationCaseTests
{
    public static IEnumerable<object[]> Cases => CaseFile.Rows("machine/operations.txt");

    [Theory]
    [MemberData(nameof(Cases))]
    public void Means(string name, string setup, string action, string outcome)
    {
        using var bench = new OperationBench();
        using var expected = new OperationBench();
        foreach (var one in new[] { bench, expected }) StateText.Assign(one, setup);
        string happened = Perform(bench, action, out int length);

        string[] sides = outcome.Split("->", StringSplitOptions.TrimEntries);
        Assert.Equal((name, sides[0]), (name, happened));
        expected.Cpu->Rip += happened.StartsWith('#') || happened.StartsWith('!') ? 0 : (ulong)length;
        if (sides.Length > 1) StateText.Assign(expected, sides[1]);
        Assert.Equal(name + "\n" + StateText.Dump(expected.Cpu), name + "\n" + StateText.Dump(bench.Cpu));
        // The instruction itself was stored at RIP.
        bench.Memory.Slice(OperationBench.Code, 16).Clear();
        AssertSameMemory(name, expected, bench);
    }

    [Fact]
    public void EveryMethodOfTheInterfaceHasAMnemonic() =>
        Assert.All(new[] { Mnemonic.Cli, Mnemonic.Iretq, Mnemonic.Outsd, Mnemonic.Swapgs, Mnemonic.Lar }, mnemonic => Assert.True(OperationTable.Knows(mnemonic)));

    [Fact]
    public void AnOrdinaryInstructionIsRefused() => Assert.False(OperationTable.Knows(Mnemonic.Add));

    /// <summary>An action is an instruction in hexadecimal, or "event" with what is delivered.</summary>
    private static string Perform(OperationBench bench, string action, out int length)
    {
        length = 0;
        try
        {
            if (action.StartsWith("event ", StringComparison.Ordinal)) bench.Delivery.Deliver(EventOf(action.Split(' ')));
            else
            {
                byte[] instruction = Convert.FromHexString(action.Replace(" ", "", StringComparison.Ordinal));
                length = instruction.Length;
                bench.Execute(instruction);
            }
            return bench.Happened.Length == 0 ? "ok" : bench.Happened;
        }
        catch (GuestFaultException fault)
        {
            string text = ExceptionVector.Name(fault.Event.Vector);
            if (fault.Event.ErrorCode is { } code) text += $"({code:X})";
            return fault.Event.Vector == ExceptionVector.PF ? $"{text} {fault.Event.Address:X}" : text;
        }
        catch (TripleFaultException) { return "!triple fault"; }
        catch (UnsupportedGuestException) { return "!unsupported"; }
    }

    private static GuestEvent EventOf(string[] words)
    {
        byte vector = (byte)StateText.Hex(words[2]);
        return words[1] switch
        {
            "irq" => GuestEvent.Interrupt(vector),
            "int" => new GuestEvent(vector, EventSource.SoftwareInterrupt, Address: OperationBench.Code),
            _ => new GuestEvent(vector, EventSource.Exception, words.Length > 3 ? (uint)StateText.Hex(words[3]) : null, words.Length > 4 ? StateText.Hex(words[4]) : 0),
        };
    }

    private static void AssertSameMemory(string name, OperationBench expected, OperationBench actual)
    {
        const int size = 1 << 20;
        if (expected.Memory.Slice(0, size).SequenceEqual(actual.Memory.Slice(0, size))) return;
        for (ulong at = 0; at < size; at += 8)
        {
            ulong wanted = expected.Memory.Read<ulong>(at), found = actual.Memory.Read<ulong>(at);
            Assert.True(wanted == found, $"{name}: memory at 0x{at:X} is 0x{found:X}, not 0x{wanted:X}");
        }
    }
}
