using Iced.Intel;

namespace Hyperweave.Vmm.Engines.Translation;

/// <summary>
/// What a bias was looked up for: base + index × scale + anchor, or a slot known at translation time. Register numbers; 16
/// stands for none. The value stays good while the address has moved by less than <see cref="BiasState.MostDrift"/>.
/// </summary>
internal readonly record struct BiasKey(byte Base, byte Index, byte Scale, int Slot, bool IsPointer = false)
{
    private const long AnchorStep = 256 << 20;

    /// <summary>The part of the displacement that the looked-up address takes in: see <see cref="AnchorOf"/>.</summary>
    internal int Anchor { get; init; }

    /// <summary>
    /// Kernels linked at the top of the address space reach their tables by table[index], a small register and a displacement
    /// far below zero: the register alone says nothing of the slot. Other displacements are small enough to leave out.
    /// </summary>
    internal static int AnchorOf(long displacement) => displacement < -AnchorStep ? (int)(displacement & -AnchorStep) : 0;

    internal const byte NoRegister = 16;
    internal static readonly BiasKey None = new(NoRegister, NoRegister, 0, -1);

    internal static BiasKey OfSlot(ulong slot) => new(NoRegister, NoRegister, 0, (int)slot);

    /// <summary>Not the bias is held, but base + bias: the host address of what the register points to.</summary>
    internal static BiasKey PointerOf(int register) => new((byte)register, NoRegister, 0, -1, true);

    internal bool IsNone => Base == NoRegister && Index == NoRegister && Slot < 0;
    internal bool IsSlot => Slot >= 0;

    /// <summary>base + the bias of base + index × scale: serves while the base stays, and the index moves by small steps.</summary>
    internal static BiasKey ArrayOf(int register, int index, int scale) => new((byte)register, (byte)index, (byte)scale, -1, true);

    /// <summary>How often a register counts in the address.</summary>
    internal int Weight(int register) => (Base == register ? 1 : 0) + (Index == register ? Scale : 0);
}

/// <summary>The keys of the one or two biases held in registers, and how far each address may have drifted since.</summary>
internal record struct BiasState
{
    /// <summary>16 GiB; with displacements of 2 GiB, and a gather's indices of up to 16 GiB, this stays inside a guard of 64 GiB.</summary>
    internal const long MostDrift = 1L << 34;

    /// <summary>40 GiB, for a register that was made from the one whose bias it uses: an element's address is up to 32 GiB away.</summary>
    internal const long MostReach = 40L << 30;

    internal BiasKey Key0, Key1;
    internal long Drift0, Drift1;
    /// <summary>Which of the two is replaced next.</summary>
    internal int Next;

    internal static BiasState Empty => new() { Key0 = BiasKey.None, Key1 = BiasKey.None };

    internal readonly BiasKey Key(int cache) => cache == 0 ? Key0 : Key1;

    internal readonly int Find(in BiasKey key) => Key0 == key ? 0 : Key1 == key ? 1 : -1;

    internal void Set(int cache, in BiasKey key)
    {
        if (cache == 0) (Key0, Drift0) = (key, 0);
        else (Key1, Drift1) = (key, 0);
        Next = 1 - cache;
    }

    /// <summary>What is held is made into what another key says of the same register.</summary>
    internal void Become(int cache, in BiasKey key)
    {
        if (cache == 0) Key0 = key;
        else Key1 = key;
    }

    internal void Clear(int cache) => Set(cache, BiasKey.None);

    /// <summary>An access at this distance from the key's address has not faulted: it was in the window.</summary>
    internal void Proven(int cache, long distance)
    {
        if (cache == 0) Drift0 = Math.Min(Drift0, distance);
        else Drift1 = Math.Min(Drift1, distance);
    }

    internal readonly long Drift(int cache) => cache == 0 ? Drift0 : Drift1;

    /// <summary>A register is about to change, and another is a copy of it: what is held for the one is the other's.</summary>
    internal void Rename(int register, int copy)
    {
        if (Key0.Base == register && Key0.Index == BiasKey.NoRegister) Key0 = Key0 with { Base = (byte)copy };
        if (Key1.Base == register && Key1.Index == BiasKey.NoRegister) Key1 = Key1 with { Base = (byte)copy };
    }

    /// <summary>What is known of one cache is no better than this.</summary>
    internal void Weaken(int cache, long drift)
    {
        if (cache == 0) Drift0 = Math.Max(Drift0, drift);
        else Drift1 = Math.Max(Drift1, drift);
    }

    /// <summary>A register has changed: by a known small step, or (drift &lt; 0) in an unknown way.</summary>
    internal void Changed(int register, long drift)
    {
        Move(ref Key0, ref Drift0, register, drift);
        Move(ref Key1, ref Drift1, register, drift);
    }

    private static void Move(ref BiasKey key, ref long total, int register, long drift)
    {
        int weight = key.Weight(register);
        if (weight == 0) return;
        bool isHeld = key.IsPointer && key.Base == register;
        if (!isHeld && drift >= 0 && total + drift * weight < MostDrift) total += drift * weight;
        else key = BiasKey.None;
    }

    /// <summary>What holds on both ways.</summary>
    internal static BiasState Meet(in BiasState left, in BiasState right)
    {
        var meet = Empty;
        if (left.Key0 == right.Key0) (meet.Key0, meet.Drift0) = (left.Key0, Math.Max(left.Drift0, right.Drift0));
        if (left.Key1 == right.Key1) (meet.Key1, meet.Drift1) = (left.Key1, Math.Max(left.Drift1, right.Drift1));
        return meet;
    }

    /// <summary>True where this state gives what a block expects of one cache.</summary>
    internal readonly bool Satisfies(in BiasState wanted, int cache) => cache == 0
        ? wanted.Key0.IsNone || (Key0 == wanted.Key0 && Drift0 <= wanted.Drift0)
        : wanted.Key1.IsNone || (Key1 == wanted.Key1 && Drift1 <= wanted.Drift1);
}
