using Hyperweave.Image.Elf;
using Hyperweave.Image.Linking;
using Hyperweave.Image.Native;

namespace Hyperweave.Image.Tests;

public class LinkerTests
{
    private static readonly ReadableNames s_names = new();

    [Theory]
    [InlineData(ImageKind.Unmodified)]
    [InlineData(ImageKind.Paravirtual)]
    public void Same_input_gives_the_same_bytes(ImageKind kind)
    {
        var first = Linker.Link(kind, [StandIns.Guest(kind)], StandInLibrary(kind), s_names).Image;
        var second = Linker.Link(kind, [StandIns.Guest(kind)], StandInLibrary(kind), s_names).Image;
        Assert.Equal(first, second);
    }

    [Fact]
    public void A_symbol_defined_twice_is_refused_with_both_places()
    {
        var guest = StandIns.Guest(ImageKind.Unmodified, more => more.Function("hw_cli", a => a.ret()));
        var error = Assert.Throws<ImageException>(() => Linker.Link(ImageKind.Unmodified, [guest], StandInLibrary(ImageKind.Unmodified), s_names));
        Assert.Contains("defined more than once", error.Message);
        Assert.Contains("hw_cli", error.Message);
    }

    [Fact]
    public void A_sensitive_instruction_in_the_guest_is_refused_by_name_and_address()
    {
        var guest = new ObjectFile("guest.o");
        var text = new ObjectSection(guest, ".text", SectionType.ProgramBits, SectionFlags.Allocate | SectionFlags.Execute) { Content = [0x90, 0xFA, 0xC3], Size = 3 };
        guest.Sections.Add(text);
        guest.Symbols.Add(new ObjectSymbol("Kernel__Leak") { Section = text, Size = 3, Kind = SymbolKind.Function, IsGlobal = true });

        var error = Assert.Throws<ImageException>(() =>
            Linker.Link(ImageKind.Paravirtual, [StandIns.Guest(ImageKind.Paravirtual), guest], StandInLibrary(ImageKind.Paravirtual), s_names));

        Assert.Equal(ImageErrorIds.SensitiveInstruction, error.Id);
        Assert.Matches("Kernel__Leak\\+0x1 at 0x1[0-9a-f]+: cli", error.Message);
    }

    [Fact]
    public void Readable_names_come_from_metadata()
    {
        var names = new ReadableNames();
        names.AddType("My.Kernel", "My.Devices.Uart", [".ctor", "Write", "<Run>b__0"]);
        names.AddType("System.Private", "System.Collections.Generic.List`1", ["Add"]);
        names.AddType("System.Private", "System.String", ["Concat"]);
        Assert.Equal("My.Devices.Uart.Write", names.Of("My_Kernel_My_Devices_Uart__Write"));
        Assert.Equal("My.Devices.Uart.ctor", names.Of("My_Kernel_My_Devices_Uart___ctor_2"));
        Assert.Equal("My.Devices.Uart.<Run>b__0", names.Of("My_Kernel_My_Devices_Uart___Run_b__0"));
        Assert.Equal("My.Devices.Uart", names.Of("_ZTV24My_Kernel_My_Devices_Uart"));
        Assert.Equal("System.Collections.Generic.List`1.Add", names.Of("System_Private_System_Collections_Generic_List_1<System___Canon>__Add"));
        Assert.Equal("System.String.Concat", names.Of("String__Concat_0"));
        Assert.Equal("memcpy", names.Of("memcpy"));
    }

    private static ObjectFile StandInLibrary(ImageKind kind) => NativeLibrary.Build(kind);
}
