namespace Hyperweave.Image;

/// <summary>
/// Something that keeps an image from being built and that its author can do something about: a malformed object, an
/// undefined symbol, a sensitive instruction in a paravirtual image. The message names the thing and the place.
/// </summary>
public sealed class ImageException(string message, string id = ImageErrorIds.LinkFailed) : Exception(message)
{
    /// <summary>One of <see cref="ImageErrorIds"/>.</summary>
    public string Id { get; } = id;
}
