using Hyperweave.Abi;
using Hyperweave.Vmm.Building;
using Hyperweave.Vmm.Delivery;
using Hyperweave.Vmm.Engines;
using Hyperweave.Vmm.Loading;

namespace Hyperweave.Vmm.Paravirtual;

/// <summary>The paravirtual side of one machine: the image in memory, its shared page, and the answer to its exits.</summary>
internal sealed unsafe class ParavirtualGuest : IHypercallHandler
{
    private readonly TrapReturn _traps;

    private ParavirtualGuest(MachineBase machine, ParavirtualNote note, bool native)
    {
        Note = note;
        ParavirtualBoot.Load(machine, note);
        var page = machine.Memory.Slice(note.HypercallPage, HypercallPage.Size);
        if (native) HypercallPageCode.WriteNative(page, note.HypercallPage);
        else HypercallPageCode.WriteTranslated(page, note.HypercallPage);
        fixed (byte* shared = machine.Memory.Slice(note.SharedPage, SharedPage.Size)) Shared = new SharedPageView(shared);
        Shared.Activate();
        var clock = new SharedClock(Shared, machine.Counter, machine.Clock);
        clock.Publish();
        Delivery = new TrapDelivery(machine.Cpu, machine.Virtual, Shared);
        _traps = new TrapReturn(machine.Cpu, machine.Virtual, Delivery, Shared);
        Operations = machine.CreateExecutor(Delivery);
        Calls = new Hypercalls(machine, machine.Operations!, Shared, clock, Delivery, _traps);
        Dispatcher = new HypercallDispatcher(machine.Cpu, Calls);
    }

    public ParavirtualNote Note { get; }
    public SharedPageView Shared { get; }
    public TrapDelivery Delivery { get; }
    public Hypercalls Calls { get; }
    public HypercallDispatcher Dispatcher { get; }
    public Operations.OperationExecutor Operations { get; }

    /// <summary>Loads the machine's image and sets the processor to its paravirtual entry.</summary>
    /// <param name="native">The guest will run natively: the hypercall page gets code that leaves to the VMM.</param>
    /// <exception cref="ImageException">RAM is too small, or the image is not paravirtual.</exception>
    public static ParavirtualGuest Create(MachineBase machine, bool native) => new(machine,
        machine.Image.Paravirtual ?? throw new ImageException(machine.Image.Path, "is not paravirtual: it has no Hyperweave note"), native);

    public void Handle(in Exit exit)
    {
        switch (exit.Kind)
        {
            case ExitKind.Hypercall: Dispatcher.Dispatch(); break;
            case ExitKind.HypercallIret: _traps.Return(); break;
            case ExitKind.HypercallSystemCall: _traps.SystemCall(); break;
            default: throw new InvalidOperationException($"exit {exit.Kind} is not of the hypercall page");
        }
    }
}
