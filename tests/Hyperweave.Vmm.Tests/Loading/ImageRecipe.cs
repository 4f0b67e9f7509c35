using System.Globalization;

namespace Hyperweave.Vmm.Tests.Loading;

/// <summary>
/// Spoils an image: "elf64, u16 0x12=3, truncate 100". A recipe is the kind of image, then patches: u8, u16, u32, u64
/// OFFSET=VALUE; truncate LENGTH; append COUNT (zeros); ones OFFSET..END.
/// </summary>
internal static class ImageRecipe
{
    public static byte[] Cook(string recipe)
    {
        string[] steps = recipe.Split(',', StringSplitOptions.TrimEntries);
        byte[] image = steps[0] == "bytes" ? [] : ImageFactory.Create(steps[0]);
        foreach (string step in steps[1..]) image = Apply(image, step);
        return image;
    }

    private static byte[] Apply(byte[] image, string step)
    {
        string[] words = step.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        switch (words[0])
        {
            case "truncate": return image[..(int)Number(words[1])];
            case "append": return [.. image, .. new byte[Number(words[1])]];
            case "text": return [.. image, .. System.Text.Encoding.ASCII.GetBytes(words[1])];
            case "ones":
                string[] ends = words[1].Split("..");
                image.AsSpan((int)Number(ends[0])..(int)Number(ends[1])).Fill(0xFF);
                return image;
            default:
                string[] sides = words[1].Split('=');
                ImageFactory.Put(image, (int)Number(sides[0]), int.Parse(words[0][1..], CultureInfo.InvariantCulture) / 8, Number(sides[1]));
                return image;
        }
    }

    private static ulong Number(string text) => text.StartsWith("0x", StringComparison.Ordinal)
        ? ulong.Parse(text[2..], NumberStyles.HexNumber, CultureInfo.InvariantCulture)
        : ulong.Parse(text, CultureInfo.InvariantCulture);
}
