using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;

namespace Hyperweave.Guest
{
    [AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct)]
    public sealed class NativeFormAttribute : Attribute;

    public readonly record struct CpuidResult(uint Eax, uint Ebx, uint Ecx, uint Edx);

    public readonly record struct InterruptState(bool WasEnabled);

    [StructLayout(LayoutKind.Sequential, Pack = 2)]
    public struct DescriptorTablePointer
    {
        public ushort Limit;
        public ulong Base;
    }

    /// <summary>What the operations wrote down.</summary>
    public static unsafe class Log
    {
        private static readonly byte* sharedPage = (byte*)NativeMemory.AllocZeroed(4096);

        /// <summary>Every operation that was called, by name and arguments.</summary>
        public static List<string> Lines { get; } = [];

        /// <summary>What the world outside the processor saw: accesses to devices and page tables, with a '!' while interrupts were off.</summary>
        public static List<string> Observed { get; } = [];

        /// <summary>How often a VMM would have been called.</summary>
        public static int Exits { get; set; }

        /// <summary>Whether the native forms may run: the kernel is as it was compiled, and shows what the rewritten one must do.</summary>
        public static bool Untouched { get; set; }

        internal static byte* SharedPage => sharedPage;

        internal static bool Masked
        {
            get => *(uint*)(sharedPage + 4) != 0;
            set => *(uint*)(sharedPage + 4) = value ? 1u : 0;
        }

        internal static void Native(string line, bool outside = false)
        {
            if (!Untouched)
                throw new InvalidOperationException("native " + line);
            Write(line, outside);
        }

        internal static void Write(string line, bool outside = false)
        {
            Lines.Add(line);
            if (outside)
                Observed.Add(Masked ? line + "!" : line);
        }
    }

    [NativeForm]
    public static class Cpu
    {
        public static void Cli() { Log.Native("cli"); Log.Masked = true; }
        public static void Sti() { Log.Native("sti"); Log.Masked = false; }
        public static void Pause() => Log.Native("pause");

        public static InterruptState SaveAndDisable()
        {
            Log.Native("save");
            var state = new InterruptState(!Log.Masked);
            Log.Masked = true;
            return state;
        }

        public static void Restore(InterruptState state)
        {
            Log.Native("restore:" + state.WasEnabled);
            if (state.WasEnabled)
                Log.Masked = false;
        }

        public static bool InterruptsEnabled() { Log.Native("if"); return !Log.Masked; }
        public static CpuidResult Cpuid(uint leaf, uint subleaf) { Log.Native($"cpuid:{leaf}:{subleaf}"); return new(11, 22, 33, 44); }
        public static ulong Rdmsr(uint register) { Log.Native($"rdmsr:{register:x}"); return 0x1_0000_0002; }
        public static ulong Rdtsc() { Log.Native("rdtsc"); return 123; }
        public static ulong ReadCr3() { Log.Native("cr3"); return 0x1000; }
        public static void Lidt(DescriptorTablePointer pointer) => Log.Native($"lidt:{pointer.Limit:x}:{pointer.Base:x}", true);
    }

    [NativeForm]
    public static class Port
    {
        public static byte In8(ushort port) { Log.Native($"in:{port:x}", true); return 0x5A; }
        public static void Out8(ushort port, byte value) => Log.Native($"out:{port:x}:{value:x}", true);
        public static void Out16(ushort port, ushort value) => Log.Native($"out16:{port:x}:{value:x}", true);
        public static void Out32(ushort port, uint value) => Log.Native($"out32:{port:x}:{value:x}", true);
        public static void Out8(ushort port, ReadOnlySpan<byte> data) => Log.Native($"outs:{port:x}:{Convert.ToHexString(data)}", true);
    }

    [NativeForm]
    public static class Timer
    {
        public static ulong Nanoseconds() { Log.Native("clock"); return 7; }
    }

    [Flags]
    public enum PageFlags : ulong
    {
        None = 0,
        Writable = 2,
    }

    public static class PageAllocator
    {
        private static ulong next = 0x10_0000;
        public static ulong Allocate() => next += 0x1000;
    }

    [NativeForm]
    public static unsafe class PageEntry
    {
        public static void Store(ulong* entry, ulong value) => Log.Native($"store:{(ulong)entry:x}:{value:x}", true);
    }

    /// <summary>It stores by the form of PageEntry that the image has.</summary>
    [NativeForm]
    public sealed unsafe class PageTable
    {
        public void Map(ulong address, ulong physical, PageFlags flags) => Store($"map:{Checked(address):x}:{physical:x}:{(ulong)flags}");
        public void MapLarge(ulong address, ulong physical, PageFlags flags) => Store($"large:{Checked(address):x}:{physical:x}:{(ulong)flags}");
        public void Unmap(ulong address) => Store($"unmap:{address:x}");

        internal static ulong Checked(ulong address) => (address & 0xFFF) == 0 ? address : throw new ArgumentException("A page begins at a multiple of its size.");

        private static void Store(string line)
        {
            if (!Log.Untouched)
                Log.Exits++;
            Log.Write(line, true);
        }
    }
}

namespace Hyperweave.Guest.Paravirtual
{
    [NativeForm]
    public static class Cpu
    {
        public static void Cli() { Log.Write("cli"); Log.Masked = true; }
        public static void Sti() { Log.Write("sti"); Log.Masked = false; }
        public static void Pause() => Call("pause");

        public static InterruptState SaveAndDisable()
        {
            Log.Write("save");
            var state = new InterruptState(!Log.Masked);
            Log.Masked = true;
            return state;
        }

        public static void Restore(InterruptState state)
        {
            Log.Write("restore:" + state.WasEnabled);
            if (state.WasEnabled)
                Log.Masked = false;
        }

        public static bool InterruptsEnabled() { Log.Write("if"); return !Log.Masked; }
        public static CpuidResult Cpuid(uint leaf, uint subleaf) { Call($"cpuid:{leaf}:{subleaf}"); return new(11, 22, 33, 44); }
        public static ulong Rdmsr(uint register) { Call($"rdmsr:{register:x}"); return 0x1_0000_0002; }
        public static ulong Rdtsc() { Log.Write("rdtsc"); return 123; }
        public static ulong ReadCr3() { Call("cr3"); return 0x1000; }
        public static void Lidt(DescriptorTablePointer pointer) => Call($"lidt:{pointer.Limit:x}:{pointer.Base:x}", true);

        internal static void Call(string line, bool outside = false)
        {
            Log.Exits++;
            Log.Write(line, outside);
        }
    }

    [NativeForm]
    public static class Timer
    {
        public static ulong Nanoseconds() { Log.Write("clock"); return 7; }
    }

    [NativeForm]
    public static unsafe class PageEntry
    {
        public static void Store(ulong* entry, ulong value) => Cpu.Call($"store:{(ulong)entry:x}:{value:x}", true);
    }

    [NativeForm]
    public static class Port
    {
        public static byte In8(ushort port) { Cpu.Call($"in:{port:x}", true); return 0x5A; }
        public static void Out8(ushort port, byte value) => Cpu.Call($"out:{port:x}:{value:x}", true);
        public static void Out16(ushort port, ushort value) => Cpu.Call($"out16:{port:x}:{value:x}", true);
        public static void Out32(ushort port, uint value) => Cpu.Call($"out32:{port:x}:{value:x}", true);
        public static void Out8(ushort port, ReadOnlySpan<byte> data) => Cpu.Call($"outs:{port:x}:{Convert.ToHexString(data)}", true);
    }

}

namespace Hyperweave.Guest.Woven
{
    [NativeForm]
    public static class BareMetal
    {
        public static void Delay(ushort port, byte value) => Log.Write("delay");
        public static void Serialize(uint leaf, uint subleaf) => Log.Write("serialize");
    }

    [NativeForm]
    public static unsafe class InterruptMask
    {
        public static uint* Active { get { *(uint*)Log.SharedPage = 1; return (uint*)Log.SharedPage; } }
        public static uint* Mask => (uint*)(Log.SharedPage + 4);
        public static uint* Pending => (uint*)(Log.SharedPage + 8);
        public static int BeginNatively() => throw new InvalidOperationException("native cli");
        public static int SaveNatively() => throw new InvalidOperationException("native save");
        public static void End(int state) => Log.Write("end:" + state);
        public static void Deliver() => Log.Write("deliver");
    }

    [NativeForm]
    public static class Clock
    {
        public static ulong Nanoseconds() { Log.Write("clock"); return 7; }
    }

    [NativeForm]
    public unsafe struct PageTableBatch
    {
        private List<string> stores;

        public void Begin() => stores = [];
        public static void Store(ulong* entry, ulong value, ref PageTableBatch batch) => batch.stores.Add($"store:{(ulong)entry:x}:{value:x}");
        public static void Map(PageTable table, ulong address, ulong physical, PageFlags flags, ref PageTableBatch batch) =>
            batch.stores.Add($"map:{PageTable.Checked(address):x}:{physical:x}:{(ulong)flags}");
        public static void MapLarge(PageTable table, ulong address, ulong physical, PageFlags flags, ref PageTableBatch batch) =>
            batch.stores.Add($"large:{PageTable.Checked(address):x}:{physical:x}:{(ulong)flags}");
        public static void Unmap(PageTable table, ulong address, ref PageTableBatch batch) => batch.stores.Add($"unmap:{address:x}");

        public void Write()
        {
            if (stores.Count != 0)
                Log.Exits++;
            foreach (var store in stores)
                Log.Write(store, true);
        }
    }

    [NativeForm]
    public struct PortBatch
    {
        private List<string> writes;

        public void Begin() => writes = [];
        public void Out8(ushort port, byte value) => writes.Add($"out:{port:x}:{value:x}");
        public void Delay(ushort port, byte value) => Log.Write("delay");
        public void Out16(ushort port, ushort value) => writes.Add($"out16:{port:x}:{value:x}");
        public void Out32(ushort port, uint value) => writes.Add($"out32:{port:x}:{value:x}");

        public void Write()
        {
            Log.Exits++;
            foreach (var write in writes)
                Log.Write(write, true);
        }
    }
}
