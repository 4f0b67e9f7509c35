namespace Hyperweave.Vmm.Loading;

/// <summary>An image, or a module, that cannot be loaded. The message names the file, the thing and its place.</summary>
public sealed class ImageException : Exception
{
    public ImageException(string path, string problem) : base($"{path}: {problem}") { }

    /// <param name="offset">File offset of the thing.</param>
    public ImageException(string path, string problem, long offset) : base($"{path}: {problem} (at file offset 0x{offset:X})") { }
}
