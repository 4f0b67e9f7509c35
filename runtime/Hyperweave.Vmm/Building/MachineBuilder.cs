using Hyperweave.Vmm.Engines;
using Hyperweave.Vmm.Engines.Direct;
using Hyperweave.Vmm.Engines.Translation;
using Hyperweave.Vmm.Firmware;
using Hyperweave.Vmm.GuestMemory;
using Hyperweave.Vmm.Host;
using Hyperweave.Vmm.Loading;
using Hyperweave.Vmm.Paravirtual;

namespace Hyperweave.Vmm.Building;

/// <summary>Puts a machine together: image, parts, engine, boot state.</summary>
public static unsafe class MachineBuilder
{
    public const ulong LeastMemory = 2UL << 20, MostMemory = 64UL << 30;
    public const ulong LeastCodeCache = 1UL << 20, MostCodeCache = 1UL << 30;

    /// <exception cref="FileNotFoundException">The image or a module does not exist.</exception>
    /// <exception cref="ImageException">The image is malformed, does not fit the memory or the engine.</exception>
    /// <exception cref="HostException">This host cannot run guests.</exception>
    public static MachineSession Build(MachineOptions options)
    {
        // The image is judged before the host, so that a bad one is told of everywhere.
        var image = ImageLoader.Load(options.ImagePath);
        if (options.Engine is not EngineKind.Translation && !image.IsParavirtual)
            throw new ImageException(image.Path, $"is not paravirtual (it has no Hyperweave note): engine '{Name(options.Engine)}' cannot run it");
        HostProcessor.Require();
        return options.Engine switch
        {
            EngineKind.Translation => BuildTranslation(options, image),
            EngineKind.Direct => BuildDirect(options, image),
            EngineKind.Confined => BuildConfined(options, image),
            var other => throw new ArgumentOutOfRangeException(nameof(options), other, "no such engine"),
        };
    }

    internal static MachineSession BuildTranslation(MachineOptions options, GuestImage image)
    {
        var ram = new GuestRam(options.MemoryBytes);
        // Beside the machine's making: the copying of a kernel into memory that the host has yet to find takes as long.
        var placing = Task.Factory.StartNew(() => Place(options, image, new GuestPhysicalMemory(ram)), TaskCreationOptions.LongRunning);
        var machine = new MachineBase(options, image, ram, TranslationEngine.ContextBytes);
        var engine = Translation(machine, options);
        var boot = placing.GetAwaiter().GetResult();
        if (boot.Linux is { } linux) BootState.EnterLinux(machine.Cpu, image, linux);
        else BootState.EnterProtectedMode(machine.Cpu, image, boot.Address);
        return new MachineSession(machine, new MachineParts
        {
            Cpu = machine.Cpu,
            Engine = engine,
            Operations = machine.CreateExecutor(machine.Delivery),
            Delivery = machine.Delivery,
            Interrupts = machine.Platform.Interrupts,
            Timers = machine.Timers,
            Serial = machine.Serial,
            TakeInput = machine.TakeInput,
            Symbols = image.Symbols,
            Log = options.Log,
        });
    }

    private static BootInformation Place(MachineOptions options, GuestImage image, GuestPhysicalMemory memory)
    {
        AcpiTables.Place(memory);
        return BootInformation.Place(image, image.Segments, image.Protocol, memory, options.CommandLine, options.Modules, AcpiTables.RootPointer);
    }

    private static MachineSession BuildDirect(MachineOptions options, GuestImage image)
    {
        ImageProof.Require(image);
        var machine = new MachineBase(options, image, new GuestRam(options.MemoryBytes), DirectEngine.ContextBytes);
        var guest = ParavirtualGuest.Create(machine, native: true);
        return Session(machine, guest, new DirectEngine(machine, guest));
    }

    private static MachineSession BuildConfined(MachineOptions options, GuestImage image)
    {
        var machine = new MachineBase(options, image, new GuestRam(options.MemoryBytes), TranslationEngine.ContextBytes);
        var guest = ParavirtualGuest.Create(machine, native: false);
        return Session(machine, guest, Translation(machine, options, guest.Note.HypercallPage));
    }

    private static TranslationEngine Translation(MachineBase machine, MachineOptions options, ulong? hypercallPage = null) =>
        new(machine.Context, machine.Ram, machine.Memory, machine.Walker, machine.Model, machine.Virtual.Watchpoints, options.CodeCacheBytes, hypercallPage)
        {
            PromotesAside = Environment.ProcessorCount > 1,
        };

    internal static MachineSession Session(MachineBase machine, ParavirtualGuest guest, IEngine engine) => new(machine, new MachineParts
    {
        Cpu = machine.Cpu,
        Engine = engine,
        Operations = guest.Operations,
        Delivery = guest.Delivery,
        Interrupts = guest.Shared,
        Timers = machine.Timers,
        Serial = machine.Serial,
        TakeInput = machine.TakeInput,
        Symbols = machine.Image.Symbols,
        Hypercalls = guest,
    });

    private static string Name(EngineKind kind) => kind.ToString().ToLowerInvariant();
}
