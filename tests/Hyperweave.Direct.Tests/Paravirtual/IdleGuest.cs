using System.Security.Cryptography;
using Hyperweave.Direct.Tests.Guests;
using Hyperweave.Vmm;
using Hyperweave.Vmm.Building;
using Hyperweave.Vmm.Engines;
using Hyperweave.Vmm.Engines.Direct;
using Hyperweave.Vmm.Host;
using Hyperweave.Vmm.Loading;
using Hyperweave.Vmm.Paravirtual;

namespace Hyperweave.Direct.Tests.Paravirtual;

/// <summary>A whole machine with a paravirtual image that never runs: hypercalls are made for it.</summary>
internal sealed unsafe class IdleGuest : IDisposable
{
    internal const ulong MemoryBytes = 4 << 20;
    private readonly MachineBase _machine;
    private readonly MachineSession _session;

    internal IdleGuest()
    {
        string path = TestImage.Create(code => code.ud2());
        var options = new MachineOptions { ImagePath = path, SerialOutput = Stream.Null, MemoryBytes = MemoryBytes, Engine = EngineKind.Direct };
        _machine = new MachineBase(options, ImageLoader.Load(path), new GuestRam(options.MemoryBytes), engineContextBytes: 0);
        Guest = ParavirtualGuest.Create(_machine, native: true);
        _session = MachineBuilder.Session(_machine, Guest, new DirectEngine(_machine, Guest));
        File.Delete(path);
    }

    internal ParavirtualGuest Guest { get; }

    internal CpuState* Cpu => _machine.Cpu;

    internal Vmm.GuestMemory.GuestPhysicalMemory Memory => _machine.Memory;

    internal long Call(ulong number, params ReadOnlySpan<ulong> arguments)
    {
        Cpu->Rdi = number;
        Cpu->Rsi = arguments.Length > 0 ? arguments[0] : 0;
        Cpu->Rdx = arguments.Length > 1 ? arguments[1] : 0;
        Cpu->Rcx = arguments.Length > 2 ? arguments[2] : 0;
        Cpu->R8 = arguments.Length > 3 ? arguments[3] : 0;
        Guest.Dispatcher.Dispatch();
        return (long)Cpu->Rax;
    }

    /// <summary>A digest of RAM and of the processor without the registers that a call passes.</summary>
    internal string Fingerprint()
    {
        var cpu = *Cpu;
        cpu.Rax = cpu.Rdi = cpu.Rsi = cpu.Rdx = cpu.Rcx = cpu.R8 = 0;
        byte[] ram = SHA256.HashData(new ReadOnlySpan<byte>(_machine.Ram.Base, (int)MemoryBytes));
        byte[] processor = SHA256.HashData(new ReadOnlySpan<byte>(&cpu, sizeof(CpuState)));
        return Convert.ToHexString(ram) + Convert.ToHexString(processor);
    }

    public void Dispose() => _session.Dispose();
}
