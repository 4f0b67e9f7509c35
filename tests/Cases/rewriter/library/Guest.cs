using System;
using System.Collections.Generic;

namespace Hyperweave.Guest
{
    [AttributeUsage(AttributeTargets.Class)]
    public sealed class NativeFormAttribute : Attribute;

    public readonly record struct CpuidResult(uint Eax, uint Ebx, uint Ecx, uint Edx);

    public readonly record struct InterruptState(bool WasEnabled);

    [System.Runtime.InteropServices.StructLayout(System.Runtime.InteropServices.LayoutKind.Sequential, Pack = 2)]
    public struct DescriptorTablePointer
    {
        public ushort Limit;
        public ulong Base;
    }

    /// <summary>What the paravirtual methods wrote down.</summary>
    public static class Log
    {
        public static List<string> Lines { get; } = [];
    }

    [NativeForm]
    public static class Cpu
    {
        public static void Cli() => throw new InvalidOperationException("native cli");
        public static void Sti() => throw new InvalidOperationException("native sti");
        public static void Pause() => throw new InvalidOperationException("native pause");
        public static InterruptState SaveAndDisable() => throw new InvalidOperationException("native save");
        public static void Restore(InterruptState state) => throw new InvalidOperationException("native restore");
        public static CpuidResult Cpuid(uint leaf, uint subleaf) => throw new InvalidOperationException("native cpuid");
        public static ulong Rdmsr(uint register) => throw new InvalidOperationException("native rdmsr");
        public static ulong ReadCr3() => throw new InvalidOperationException("native read cr3");
        public static void Lidt(DescriptorTablePointer pointer) => throw new InvalidOperationException("native lidt");
    }

    [NativeForm]
    public static class Port
    {
        public static byte In8(ushort port) => throw new InvalidOperationException("native in");
        public static void Out8(ushort port, byte value) => throw new InvalidOperationException("native out");
        public static void Out8(ushort port, ReadOnlySpan<byte> data) => throw new InvalidOperationException("native outs");
    }
}

namespace Hyperweave.Guest.Paravirtual
{
    [NativeForm]
    public static class Cpu
    {
        public static void Cli() => Log.Lines.Add("cli");
        public static void Sti() => Log.Lines.Add("sti");
        public static void Pause() => Log.Lines.Add("pause");

        public static InterruptState SaveAndDisable()
        {
            Log.Lines.Add("save");
            return new InterruptState(true);
        }

        public static void Restore(InterruptState state) => Log.Lines.Add("restore:" + state.WasEnabled);

        public static CpuidResult Cpuid(uint leaf, uint subleaf)
        {
            Log.Lines.Add($"cpuid:{leaf}:{subleaf}");
            return new CpuidResult(11, 22, 33, 44);
        }

        public static ulong Rdmsr(uint register)
        {
            Log.Lines.Add($"rdmsr:{register:x}");
            return 0x1_0000_0002;
        }

        public static ulong ReadCr3() => 0x1000;

        public static void Lidt(DescriptorTablePointer pointer) => Log.Lines.Add($"lidt:{pointer.Limit:x}:{pointer.Base:x}");
    }

    [NativeForm]
    public static class Port
    {
        public static byte In8(ushort port)
        {
            Log.Lines.Add($"in:{port:x}");
            return 0x5A;
        }

        public static void Out8(ushort port, byte value) => Log.Lines.Add($"out:{port:x}:{value:x}");
        public static void Out8(ushort port, ReadOnlySpan<byte> data) => Log.Lines.Add($"outs:{port:x}:{Convert.ToHexString(data)}");
    }
}
