using System.Runtime.InteropServices;
using Iced.Intel;

namespace Hyperweave.Vmm.Engines.Translation;

/// <summary>
/// Which host registers a region takes from the guest for its own use. The guest registers of these numbers live in the
/// context (<see cref="EngineLayout.Home"/>); all others, and RSP as a host address, are in the host registers of their names.
/// Between regions the canonical plan holds: R13 and R12 are taken, the registers that compilers use last.
/// </summary>
internal sealed class RegisterPlan
{
    internal static readonly RegisterPlan Canonical = new(Register.R13, Register.R12, Register.None);

    internal RegisterPlan(Register address, Register first, Register second)
    {
        Address = address;
        Biases = second == Register.None ? [first] : [first, second];
        DisplacedMask = (ushort)(Bit(address) | Bit(first) | (second == Register.None ? 0 : Bit(second)));
    }

    /// <summary>Scratch: addresses, and displaced operands.</summary>
    internal Register Address { get; }

    /// <summary>One or two registers that hold biases.</summary>
    internal Register[] Biases { get; }

    internal ushort DisplacedMask { get; }

    internal bool IsDisplaced(Register register) => register.IsGPR() && (DisplacedMask >> GuestRegisters.Number(register) & 1) != 0;

    internal static int HomeOf(int number) => EngineLayout.Home + 8 * number;

    private static int Bit(Register register) => 1 << GuestRegisters.Number(register);

    private static readonly int[] Candidates = [13, 12, 15, 14, 11, 10, 9, 8, 5, 3];

    /// <summary>Takes the registers that cost least: uses weighted by loop depth, and moves at the region's borders.</summary>
    internal static RegisterPlan Choose(List<BasicBlock> blocks, bool isSoft)
    {
        var uses = new double[16];
        double borders = 2, accesses = 0;
        foreach (var block in blocks)
        {
            double weight = Math.Pow(8, Math.Min(block.LoopDepth, 4));
            // A loop that the region was made in is entered once, not with each turn.
            if (block.IsEntry) borders += block.IsLoopHead && !block.IsReturnSite ? 1 : weight;
            foreach (ref readonly var instruction in CollectionsMarshal.AsSpan(block.Instructions)) Count(instruction, weight, uses, ref borders, ref accesses);
        }
        double Cost(int number) => uses[number] + (number is 12 or 13 ? 0 : 2 * borders);
        var chosen = Candidates.OrderBy(Cost).ToArray();
        double third = uses[chosen[2]] + borders;
        bool useThird = !isSoft && blocks.Exists(block => block.IsLoopHead) && third < accesses / 2;
        return new RegisterPlan(Name(chosen[0]), Name(chosen[1]), useThird ? Name(chosen[2]) : Register.None);
    }

    private static Register Name(int number) => Register.RAX + number;

    private static void Count(in Instruction instruction, double weight, double[] uses, ref double borders, ref double accesses)
    {
        for (int operand = 0; operand < instruction.OpCount; operand++)
        {
            if (instruction.GetOpKind(operand) == OpKind.Register && instruction.GetOpRegister(operand).IsGPR())
                uses[GuestRegisters.Number(instruction.GetOpRegister(operand))] += weight;
            else if (instruction.GetOpKind(operand) == OpKind.Memory)
            {
                accesses += instruction.MemoryBase == Register.RSP ? 0 : weight;
                if (instruction.MemoryBase.IsGPR()) uses[GuestRegisters.Number(instruction.MemoryBase)] += weight;
                if (instruction.MemoryIndex.IsGPR()) uses[GuestRegisters.Number(instruction.MemoryIndex)] += weight;
            }
        }
        // Implicit uses cannot be redirected: such a register stays where it is.
        if (instruction.Mnemonic is Mnemonic.Cmpxchg8b or Mnemonic.Cmpxchg16b or Mnemonic.Xlatb) uses[3] = double.MaxValue;
        if (instruction.Mnemonic is Mnemonic.Leave or Mnemonic.Enter) uses[5] = double.MaxValue;
        if (instruction.FlowControl is FlowControl.Call or FlowControl.IndirectCall or FlowControl.Return) borders += weight;
    }
}
