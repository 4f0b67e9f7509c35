using System.Reflection;
using Hyperweave.Hosting.Kernel;
using Hyperweave.Vmm;
using Hyperweave.Vmm.Devices;
using Hyperweave.Vmm.GuestMemory;

namespace Hyperweave.Hosting;

/// <summary>
/// A kernel that runs as ordinary .NET code in this process, against the same devices as in an image. Its thread runs only
/// while <see cref="Run"/> or <see cref="RunUntil"/> is under way, so that everything here may be looked at in between. A
/// process has one machine at a time; a second one waits until the first is disposed.
/// </summary>
public sealed class HostedMachine : IDisposable
{
    private readonly KernelRun _run;

    private HostedMachine(KernelEntry entry, HostedOptions? options) => _run = new KernelRun(entry, options ?? new HostedOptions());

    /// <summary>Boots the program that a type belongs to and lets it run as <see cref="Run"/> does.</summary>
    /// <exception cref="HostedMachineException">It cannot be booted here.</exception>
    /// <exception cref="HostedRefusalException">It did what only a processor of its own can do.</exception>
    public static HostedMachine Boot<TProgram>(HostedOptions? options = null) => Boot(typeof(TProgram).Assembly, options);

    /// <summary>Boots a program, from its Main on, and lets it run as <see cref="Run"/> does.</summary>
    /// <inheritdoc cref="Boot{TProgram}"/>
    public static HostedMachine Boot(Assembly program, HostedOptions? options = null) => Running(Create(program, options));

    /// <summary>Boots a lambda or static method as the kernel, and lets it run as <see cref="Run"/> does. It is loaded anew in the machine: it must not use variables from outside.</summary>
    /// <inheritdoc cref="Boot{TProgram}"/>
    public static HostedMachine Boot(Action kernel, HostedOptions? options = null) => Running(Create(kernel, options));

    /// <summary>A machine with a program that has not begun yet.</summary>
    /// <inheritdoc cref="Boot{TProgram}"/>
    public static HostedMachine Create(Assembly program, HostedOptions? options = null) => new(KernelEntry.Of(program), options);

    /// <summary>A machine with a lambda or static method as its kernel, which has not begun yet. It is loaded anew in the machine: it must not use variables from outside.</summary>
    /// <inheritdoc cref="Boot{TProgram}"/>
    public static HostedMachine Create(Action kernel, HostedOptions? options = null) => new(KernelEntry.Of(kernel), options);

    /// <summary>What the kernel has printed on COM1 so far.</summary>
    public SerialText Serial => _run.Serial;

    /// <summary>The VGA text screen: 25 lines without trailing blanks.</summary>
    public IReadOnlyList<string> Screen => VgaText.Lines(Memory);

    /// <summary>Guest RAM, by guest-physical address.</summary>
    public GuestPhysicalMemory Memory => _run.Board.Memory;

    /// <summary>How often each handler of the kernel was entered.</summary>
    public InterruptCounts Interrupts => _run.Board.Delivery.Counts;

    /// <summary>Time since power-on, as the kernel's clock has it.</summary>
    public TimeSpan Elapsed => TimeSpan.FromTicks((long)(_run.Board.Clock.Nanoseconds / 100));

    /// <summary>How it ended, with the exit status that the image has under the VMM; null while it has not.</summary>
    public MachineEnding? Ending => _run.Board.Machine.Ending;

    /// <summary>What the kernel gave Platform.Shutdown or returned from Main, 0 to 127; null while it runs, or where it ended otherwise.</summary>
    public int? ShutdownStatus => Ending is { Message: null, Status: var status } && (status & 1) != 0 ? status >> 1 : null;

    /// <summary>
    /// Lets the kernel run until it ends, or halts with no timer armed, so that it waits for input. An exception that the
    /// kernel does not catch comes out of here, with the kernel's frames on its stack trace.
    /// </summary>
    /// <exception cref="HostedRefusalException">The kernel did what only a processor of its own can do.</exception>
    /// <exception cref="HostedMachineException">The kernel did not end as it wished: a fault without a handler, a halt for ever, a reset, the time limit. See <see cref="Ending"/>.</exception>
    public void Run() => _run.Go(null);

    /// <summary>As <see cref="Run"/>, but no further than until a text appears that has not been waited for yet.</summary>
    /// <exception cref="HostedMachineException">The kernel ended, or waits for input, without having printed it; the message shows what it printed.</exception>
    /// <inheritdoc cref="Run"/>
    public void RunUntil(string text) => _run.Go(text);

    /// <summary>Characters arrive on COM1, one byte each (ISO 8859-1). The kernel takes them in when it runs again.</summary>
    public void Type(string text) => _run.Receive(text);

    /// <summary>Ends the kernel's thread, running its finally blocks, and frees the machine.</summary>
    public void Dispose() => _run.Dispose();

    private static HostedMachine Running(HostedMachine machine)
    {
        try
        {
            machine.Run();
            return machine;
        }
        catch
        {
            machine.Dispose();
            throw;
        }
    }
}
