namespace Hyperweave.Vmm.Engines.Translation;

/// <summary>How a memory operand's host address is formed.</summary>
internal enum AddressForm : byte
{
    None,
    /// <summary>[RSP + displacement]: RSP is a host address already.</summary>
    Stack,
    /// <summary>[base + bias + displacement].</summary>
    Base,
    /// <summary>[host pointer + index × scale + displacement]: an array's element, its index below 2^32.</summary>
    Pointer,
    /// <summary>[bias + index × scale + constant]: an array at a known address, its index below 2^32.</summary>
    Table,
    /// <summary>The address is summed up in the address register first, then [address + bias + displacement].</summary>
    Sum,
    /// <summary>A constant address: [bias + address].</summary>
    Constant,
    /// <summary>FS or GS: the segment's base is added, and the bias looked up anew.</summary>
    Segment,
    /// <summary>By the bias of the operand's page, in code that looks pages up.</summary>
    Page,
    /// <summary>A bit test by a register: the bias is that of the word that holds the bit.</summary>
    Bit,
}

/// <summary>The decision for one instruction.</summary>
internal struct Lowering
{
    internal AddressForm Form;
    /// <summary>Which bias register.</summary>
    internal byte Cache;
    /// <summary>The bias must be looked up here, for <see cref="Key"/>; otherwise it is at hand.</summary>
    internal bool Lookup;
    /// <summary>Look up off the chain of loads: guess the slot, and check the guess.</summary>
    internal bool Speculate;
    /// <summary>A displaced operand needs a register more: the host address is collapsed into the address register.</summary>
    internal bool Collapse;
    /// <summary>The translator does not lower this one: it is left to the interpreter.</summary>
    internal bool Interpret;
    internal BiasKey Key;
    /// <summary>The base at hand becomes a pointer: the address is added to it.</summary>
    internal bool Convert;
    /// <summary>Number of the operand's register that the key speaks of.</summary>
    internal byte Own;
    /// <summary>To be added to the displacement: the key names another register, which this was made from, or the address's other register is this constant; bytes.</summary>
    internal int Offset;

    /// <summary>A bias serves by its key.</summary>
    internal readonly bool HasKey => Form is AddressForm.Base or AddressForm.Pointer or AddressForm.Table or AddressForm.Sum or AddressForm.Constant;
}
