using Hyperweave.Vmm.Devices;
using Hyperweave.Vmm.Devices.Disks;
using Hyperweave.Vmm.Devices.Virtio;
using Hyperweave.Vmm.GuestMemory;
using Hyperweave.Vmm.Time;
using Xunit;

namespace Hyperweave.Vmm.Tests.Devices;

/// <summary>A disk that lets the host wait, on a thread of its own: the guest goes on, and a reset forgets what is under way.</summary>
public sealed class SlowDiskTests : IDisposable
{
    private const ulong Header = 0x4000, Data = 0x5000, Status = 0x6000;

    private readonly GuestRamBlock _ram = new(1 << 20);
    private readonly SlowDisk _disk = new();
    private readonly ProcessorInbox _inbox = new();
    private readonly DiskThread _thread;
    private readonly VirtioDriver _driver;

    public SlowDiskTests()
    {
        var clock = new StoppedClock();
        var platform = new PcPlatform(new TimerQueue(clock), clock, new SerialOutput(Stream.Null), 1 << 20, _ => { }, () => DateTime.UnixEpoch);
        _thread = new DiskThread(_inbox, "disk");
        platform.Attach(5, new VirtioBlock(_disk, "slow", _thread), new DeviceMemory(_ram.Memory));
        _driver = new VirtioDriver(platform, _ram.Memory, 5);
        _driver.SetUp(8, 0x1000, 0x2000, 0x3000);
        _driver.WriteDescriptor(0, Header, 16, 1, 1);
        _driver.WriteDescriptor(1, Data, IDisk.SectorLength, 3, 2);
        _driver.WriteDescriptor(2, Status, 1, 2, 0);
        _ram.Memory.Write<byte>(Status, 0xFF);
        _driver.Offer(0);
    }

    [Fact]
    public void The_guest_goes_on_and_hears_of_the_end_by_interrupt()
    {
        _driver.Notify();
        Assert.Equal((0, false, 0xFF), (_driver.UsedIndex, _driver.HasInterrupt, _ram.Memory.Read<byte>(Status)));
        _disk.IsReady.Set();
        _thread.Drain();
        _inbox.Run();
        Assert.Equal((1, true, 0), (_driver.UsedIndex, _driver.HasInterrupt, _ram.Memory.Read<byte>(Status)));
        Assert.Equal(SlowDisk.Content, _ram.Memory.Read<byte>(Data));
    }

    [Fact]
    public void A_reset_waits_for_what_is_under_way_and_forgets_it()
    {
        _driver.Notify();
        _disk.IsReady.Set();
        _driver.Status = 0;
        _inbox.Run();
        Assert.Equal((0, false, 0xFF), (_ram.Memory.Read<ushort>(0x3002), _driver.HasInterrupt, _ram.Memory.Read<byte>(Status)));
    }

    public void Dispose()
    {
        _disk.IsReady.Set();
        _thread.Dispose();
        _disk.Dispose();
        _ram.Dispose();
    }

    private sealed class SlowDisk : IDisk
    {
        public const byte Content = 0x5D;

        public ManualResetEventSlim IsReady { get; } = new();
        public ulong Length => 64 * IDisk.SectorLength;
        public bool IsReadOnly => false;

        public void Read(ulong offset, Span<byte> target)
        {
            IsReady.Wait();
            target.Fill(Content);
        }

        public bool TryReadAtOnce(ulong offset, Span<byte> target) => false;
        public void Write(ulong offset, ReadOnlySpan<byte> source) => IsReady.Wait();
        public void Flush() => IsReady.Wait();
        public void Dispose() => IsReady.Dispose();
    }
}
