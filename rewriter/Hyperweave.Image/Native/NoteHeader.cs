using System.Text;

namespace Hyperweave.Image.Native;

/// <summary>The head of an ELF note: sizes, type, name padded to four bytes (System V ABI, "Note Section").</summary>
internal static class NoteHeader
{
    public static void Write(DataWriter data, string name, uint type, uint descriptorSize)
    {
        var text = Encoding.ASCII.GetBytes(name + '\0');
        data.Number32((uint)text.Length);
        data.Number32(descriptorSize);
        data.Number32(type);
        data.Raw(text);
        data.Raw(new byte[(4 - (text.Length % 4)) % 4]);
    }
}
