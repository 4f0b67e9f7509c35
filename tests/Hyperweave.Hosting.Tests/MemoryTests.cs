using Xunit;

namespace Hyperweave.Hosting.Tests;

/// <summary>Raw pointers: to RAM, to what the kernel's page tables map, to devices, and to nothing.</summary>
public sealed unsafe class MemoryTests
{
    private const ulong Region = 0x4000_0000_0000, HighHalf = 0xFFFF_8000_0000_0000;

    [Fact]
    public void ScreenIsWrittenThroughItsAddress()
    {
        using var vm = HostedMachine.Boot(static () =>
        {
            var screen = (ushort*)0xB8000;
            foreach (char character in "hosted") *screen++ = (ushort)(0x0700 | character);
            new Span<byte>((void*)(0xB8000 + 160), 4).Fill((byte)'x');
        });
        Assert.Equal("hosted", vm.Screen[0]);
        Assert.Equal("xx", vm.Screen[1]);
    }

    /// <summary>The descriptor tables' addresses were given to the processor once; the collector must not move them.</summary>
    [Fact]
    public void StaticTablesStayWhereTheyAre()
    {
        using var vm = HostedMachine.Boot(static () =>
        {
            Collect();
            Interrupts.Initialize();
            fixed (Table* before = &s_table)
            {
                ulong address = (ulong)before;
                Collect();
                fixed (Table* after = &s_table) Serial.WriteLine(address == (ulong)after ? "same" : "moved");
            }
            Interrupts.SetHandler(Pic.FirstVector, &Tick);
            Pic.Unmask(0);
            GuestTimer.OneShot(50_000, Pic.FirstVector);
            Cpu.StiHlt();
        });
        Assert.Equal(["same", "tick"], vm.Serial.Lines);
    }

    private static void Collect()
    {
        for (int round = 0; round < 4; round++)
        {
            for (int index = 0; index < 10_000; index++) s_garbage = new byte[100];
            GC.Collect(2, GCCollectionMode.Forced, blocking: true, compacting: true);
        }
    }

    private static Table s_table;
    private static byte[]? s_garbage;

    private static void Tick(InterruptFrame* frame) => Serial.WriteLine("tick");

    private struct Table
    {
        public fixed byte Bytes[4096];
    }

    [Fact]
    public void TestAndKernelSeeTheSameMemory()
    {
        using var vm = HostedMachine.Boot(static () => *(long*)0x30_0000 = 42);
        Assert.Equal(42, vm.Memory.Read<long>(0x30_0000));
    }

    [Fact]
    public void PageFaultHandlerMapsWhatIsTouched()
    {
        using var vm = HostedMachine.Boot(static () =>
        {
            Demand.Start();
            var numbers = (int*)Region;
            for (int index = 0; index < 4096; index++) numbers[index] = index;
            int sum = 0;
            for (int index = 0; index < 4096; index++) sum += numbers[index];
            Serial.WriteLine(sum.ToString());
        });
        Assert.Equal(["8386560"], vm.Serial.Lines);
        Assert.Equal(4, vm.Interrupts[14]);
    }

    [Fact]
    public void StructuresReferencesAndTheUpperHalfAreReachedToo()
    {
        using var vm = HostedMachine.Boot(static () =>
        {
            Demand.Start();
            var point = (Point*)HighHalf;
            point->X = 3;
            point->Y = 4;
            Add(ref *(int*)(Region + 8), point->Sum());
            System.Threading.Interlocked.Increment(ref *(int*)(Region + 8));
            Serial.WriteLine((*(int*)(Region + 8)).ToString());
        });
        Assert.Equal(["8"], vm.Serial.Lines);
        Assert.Equal(2, vm.Interrupts[14]);
    }

    [Fact]
    public void PageThatIsReadOnlyFaultsOnWrite()
    {
        using var vm = HostedMachine.Boot(static () =>
        {
            Demand.Start();
            new PageTable(Cpu.ReadCr3()).Map(Region, PageAllocator.Allocate(), PageFlags.None);
            Demand.Flags = PageFlags.Writable;
            Serial.WriteLine((*(int*)Region).ToString());
            *(int*)Region = 5;
            Serial.WriteLine((*(int*)Region).ToString());
        });
        Assert.Equal(["0", "5"], vm.Serial.Lines);
        Assert.Equal(1, vm.Interrupts[14]);
    }

    [Fact]
    public void DeviceMemoryIsTheDevice()
    {
        using var vm = HostedMachine.Boot(static () =>
        {
            // Local APIC: version, and the task priority, which keeps what is written (Intel SDM 3A, table 11-1).
            Serial.WriteLine((*(uint*)0xFEE0_0030 & 0xFF).ToString("X"));
            *(uint*)0xFEE0_0080 = 0x20;
            Serial.WriteLine((*(uint*)0xFEE0_0080).ToString("X"));
        });
        Assert.Equal("20", vm.Serial.Lines[1]);
        Assert.InRange(Convert.ToInt32(vm.Serial.Lines[0], 16), 0x10, 0x15);
    }

    [Fact]
    public void NullReferenceIsCaughtByTheKernel()
    {
        using var vm = HostedMachine.Boot(static () =>
        {
            Interrupts.Initialize();
            try
            {
                Serial.WriteLine((*(int*)8).ToString());
            }
            catch (NullReferenceException)
            {
                Serial.WriteLine("caught");
            }
        });
        Assert.Equal(["caught"], vm.Serial.Lines);
    }

    [Fact]
    public void PointerToNothingEndsTheMachineAndNotTheProcess()
    {
        var failure = Assert.Throws<HostedMachineException>(() => HostedMachine.Boot(static () => *(int*)0x1234_5678_9000 = 1));
        Assert.Contains("#PF on address 0x123456789000 (supervisor write, not mapped) at Hyperweave.Hosting.Tests.MemoryTests", failure.Message);
    }

    [Fact]
    public void SpanOverScatteredPagesIsRefused()
    {
        var refusal = Assert.Throws<HostedRefusalException>(() => HostedMachine.Boot(static () =>
        {
            Demand.Start();
            *(byte*)(Region + 4096) = 1;
            *(byte*)Region = 1;
            new Span<byte>((void*)Region, 8192).Clear();
        }));
        Assert.Contains("do not lie side by side in RAM", refusal.Message);
        Assert.Contains("MemoryTests.cs:", refusal.Message);
    }

    [Fact]
    public void DivideErrorGoesToTheKernelsHandlerFirst()
    {
        using var vm = HostedMachine.Boot(static () =>
        {
            Interrupts.Initialize();
            Interrupts.SetHandler(0, &OnDivideError);
            Serial.WriteLine((10 / int.Parse("0")).ToString());
        });
        Assert.Equal(["divide error"], vm.Serial.Lines);
        Assert.Equal(9, vm.ShutdownStatus);
    }

    private static void OnDivideError(InterruptFrame* frame)
    {
        Serial.WriteLine("divide error");
        Platform.Shutdown(9);
    }

    private static void Add(ref int target, int value) => target += value;

    private struct Point
    {
        public int X;
        public int Y;

        public readonly int Sum() => X + Y;
    }

    /// <summary>A page of zeros wherever somebody touches.</summary>
    private static class Demand
    {
        public static PageFlags Flags = PageFlags.Writable;

        public static void Start()
        {
            Interrupts.Initialize();
            Interrupts.SetHandler(14, &Handle);
        }

        private static void Handle(InterruptFrame* frame)
        {
            ulong page = Cpu.ReadCr2() & ~4095UL;
            new PageTable(Cpu.ReadCr3()).Map(page, PageAllocator.Allocate(), Flags);
            Cpu.Invlpg(page);
        }
    }
}
