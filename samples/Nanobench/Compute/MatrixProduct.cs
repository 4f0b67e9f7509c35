namespace Nanobench.Compute;

/// <summary>The product of two matrices of doubles, row by row, so that the innermost loop walks along memory.</summary>
internal static class MatrixProduct
{
    private const int Size = 256;

    private static double[]? s_left;
    private static double[]? s_right;
    private static double[]? s_product;

    public static void Prepare()
    {
        s_left = new double[Size * Size];
        s_right = new double[Size * Size];
        s_product = new double[Size * Size];
        var generator = new Generator(3);
        for (var index = 0; index < Size * Size; index++)
        {
            s_left[index] = generator.Below(16);
            s_right[index] = generator.Below(16);
        }
    }

    /// <summary>The weighted sum of all elements; they are whole numbers, so that no rounding enters.</summary>
    public static ulong Run(int operations)
    {
        Multiply(s_left!, s_right!, s_product!);
        ulong checksum = 0;
        for (var index = 0; index < Size * Size; index++)
            checksum += (ulong)(long)s_product![index] * (ulong)(index & 0xFF);
        return checksum;
    }

    private static void Multiply(double[] left, double[] right, double[] product)
    {
        for (var row = 0; row < Size; row++)
        {
            for (var column = 0; column < Size; column++)
                product[(row * Size) + column] = 0;
            for (var inner = 0; inner < Size; inner++)
            {
                var factor = left[(row * Size) + inner];
                for (var column = 0; column < Size; column++)
                    product[(row * Size) + column] += factor * right[(inner * Size) + column];
            }
        }
    }
}
