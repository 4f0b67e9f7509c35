// apply: none
static class Nothing
{
    public static int Add(int a, int b) => a + b;
}
