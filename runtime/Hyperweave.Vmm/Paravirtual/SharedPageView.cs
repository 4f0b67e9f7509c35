using Hyperweave.Abi;
using Hyperweave.Vmm.Delivery;

namespace Hyperweave.Vmm.Paravirtual;

/// <summary>
/// The shared page from the VMM's side. It holds the interrupt mask, so that the guest turns interrupts off and on by a
/// store; the pending bits, which the VMM stores; the address of the last page fault; and the clock.
/// </summary>
internal sealed unsafe class SharedPageView(byte* page) : IInterruptSource
{
    private const int PendingWords = 4;

    public bool IsMasked
    {
        get => Volatile.Read(ref Word(SharedPage.EventMask)) != 0;
        set => Volatile.Write(ref Word(SharedPage.EventMask), value ? 1u : 0);
    }

    public bool IsUserMode
    {
        set => Volatile.Write(ref Word(SharedPage.UserMode), value ? 1u : 0);
    }

    public ulong Cr2
    {
        get => Long(SharedPage.Cr2);
        set => Long(SharedPage.Cr2) = value;
    }

    /// <summary>An event waits. Read from the bits: PendingAny is for the guest, which might have stored anything there.</summary>
    public bool Pending
    {
        get
        {
            ulong any = 0;
            for (int i = 0; i < PendingWords; i++) any |= Bits(i);
            return any != 0;
        }
    }

    /// <summary>Marks the page as that of a running VMM, masked.</summary>
    public void Activate()
    {
        IsMasked = true;
        Word(SharedPage.Active) = 1;
    }

    /// <summary>Makes an event pending. Called on the processor's thread.</summary>
    public void Raise(byte vector)
    {
        Bits(vector / 64) |= 1UL << vector;
        Volatile.Write(ref Word(SharedPage.PendingAny), 1);
    }

    /// <summary>The highest vector is the most urgent, as with the local APIC (Intel SDM 3A 10.8.3).</summary>
    public byte Acknowledge()
    {
        int word = PendingWords - 1;
        while (Bits(word) == 0) word--;
        int bit = 63 - (int)ulong.LeadingZeroCount(Bits(word));
        Bits(word) &= ~(1UL << bit);
        Volatile.Write(ref Word(SharedPage.PendingAny), Pending ? 1u : 0);
        return (byte)(word * 64 + bit);
    }

    internal ref uint Word(int offset) => ref *(uint*)(page + offset);

    internal ref ulong Long(int offset) => ref *(ulong*)(page + offset);

    private ref ulong Bits(int index) => ref Long(SharedPage.PendingVectors + 8 * index);
}
