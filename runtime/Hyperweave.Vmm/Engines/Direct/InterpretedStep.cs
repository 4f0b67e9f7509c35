using Hyperweave.Vmm.Building;
using Hyperweave.Vmm.Engines.Translation;
using Hyperweave.Vmm.Host;

namespace Hyperweave.Vmm.Engines.Direct;

/// <summary>One instruction of a guest that otherwise runs natively, by the translation engine's interpreter.</summary>
internal sealed unsafe class InterpretedStep : ICodeWrites, IDisposable
{
    private const ulong CacheBytes = 64 << 10;
    private readonly MachineBase _machine;
    private readonly CodeCache _cache = new(CacheBytes);
    private readonly Interpreter _interpreter;
    private readonly HypercallPageExits _hypercalls;

    /// <param name="hypercallPage">Its slots leave to the machine, whatever code stands there.</param>
    public InterpretedStep(MachineBase machine, ulong hypercallPage)
    {
        _machine = machine;
        var fetcher = new InstructionFetcher(machine.Cpu, machine.Memory, machine.Walker, new OfferedInstructions(machine.Model.Features));
        _interpreter = new Interpreter(machine.Cpu, machine.Memory, machine.Walker, fetcher, new NativeStep(machine.Context, _cache), this, machine.Virtual.Watchpoints);
        _hypercalls = new HypercallPageExits(hypercallPage);
    }

    public Exit Execute()
    {
        if (_hypercalls.TryExit(_machine.Cpu, _machine.Memory, _machine.Walker, out var exit) && exit.Kind != ExitKind.Unsupported)
            return exit.Kind == ExitKind.Interrupted ? new Exit { Kind = ExitKind.Stepped } : exit;
        return _interpreter.Step(out exit) ? new Exit { Kind = ExitKind.Stepped } : exit;
    }

    /// <summary>Nothing is kept of the guest's code that a store could outdate.</summary>
    public void Written(ulong physical, int length)
    {
    }

    public void Dispose() => _cache.Dispose();
}
