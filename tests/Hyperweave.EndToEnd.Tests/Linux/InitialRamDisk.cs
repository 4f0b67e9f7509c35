using System.Globalization;
using System.Text;

namespace Hyperweave.EndToEnd.Tests.Linux;

/// <summary>
/// An initial RAM disk of busybox and one script, as a cpio archive in the "newc" format (Linux, Documentation/driver-api/
/// early-userspace/buffer-format.rst). Written here, so that device nodes need no privilege.
/// </summary>
internal sealed class InitialRamDisk
{
    private const int Directory = 0x41ED, Executable = 0x81ED, Link = 0xA1FF, CharacterDevice = 0x21A4;

    private readonly MemoryStream _archive = new();
    private int _number;

    /// <summary>
    /// A system that mounts what is usual, loads modules, in this order, and gives a shell on the first serial port. What the kernel says later is
    /// kept out of what programs print; dmesg has it.
    /// </summary>
    public static byte[] WithShell(string busybox, params string[] modules) => WithShellOn("ttyS0", busybox, modules);

    /// <summary>As <see cref="WithShell"/>, on a terminal of this name.</summary>
    public static byte[] WithShellOn(string terminal, string busybox, params string[] modules) => Build(terminal, busybox, modules, []);

    /// <summary>As <see cref="WithShell"/>, with programs in its /bin.</summary>
    public static byte[] WithPrograms(string busybox, params string[] programs) => Build("ttyS0", busybox, [], programs);

    private static byte[] Build(string terminal, string busybox, string[] modules, string[] programs)
    {
        string init = $"""
            #!/bin/sh
            /bin/busybox --install -s /bin
            mount -t proc proc /proc
            mount -t sysfs sys /sys
            mount -t devtmpfs dev /dev
            dmesg -n 1
            for module in /modules/*; do [ -f $module ] && insmod $module; done
            echo reached the initial RAM disk
            exec setsid sh -c 'exec sh </dev/{terminal} >/dev/{terminal} 2>&1'

            """;
        var disk = new InitialRamDisk();
        foreach (string folder in new[] { "bin", "dev", "proc", "sys", "tmp", "modules" }) disk.Add(folder, Directory, []);
        disk.Add("bin/busybox", Executable, File.ReadAllBytes(busybox));
        for (int i = 0; i < modules.Length; i++) disk.Add($"modules/{i:D2}", Executable, File.ReadAllBytes(modules[i]));
        foreach (string program in programs) disk.Add($"bin/{Path.GetFileName(program)}", Executable, File.ReadAllBytes(program));
        disk.Add("bin/sh", Link, "busybox"u8);
        disk.Add("dev/console", CharacterDevice, [], major: 5, minor: 1);
        disk.Add("init", Executable, Encoding.ASCII.GetBytes(init));
        disk.Add("TRAILER!!!", 0, []);
        return disk._archive.ToArray();
    }

    private void Add(string name, int mode, ReadOnlySpan<byte> content, int major = 0, int minor = 0)
    {
        int[] fields = [++_number, mode, 0, 0, 1, 0, content.Length, 0, 0, major, minor, name.Length + 1, 0];
        _archive.Write(Encoding.ASCII.GetBytes("070701" + string.Concat(fields.Select(field => field.ToString("X8", CultureInfo.InvariantCulture)))));
        _archive.Write(Encoding.ASCII.GetBytes(name + '\0'));
        Pad();
        _archive.Write(content);
        Pad();
    }

    private void Pad()
    {
        while (_archive.Length % 4 != 0) _archive.WriteByte(0);
    }
}
