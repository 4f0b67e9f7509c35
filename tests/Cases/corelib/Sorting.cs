namespace CoreLibCases;

internal static class Sorting
{
    public static void Run()
    {
        foreach (var count in new[] { 0, 1, 2, 17, 100, 5000 })
        {
            var numbers = new int[count];
            var state = 12345u;
            for (var i = 0; i < count; i++)
                numbers[i] = (int)((state = state * 1664525 + 1013904223) >> 8) % 1000;
            Array.Sort(numbers);
            Array.Sort(numbers);
            var ordered = true;
            for (var i = 1; i < count; i++)
                ordered &= numbers[i - 1] <= numbers[i];
            Array.Sort(numbers, (left, right) => right - left);
            Console.WriteLine(count + " " + ordered + (count > 0 ? numbers[0] + " " + numbers[^1] : ""));
        }
        var people = new[] { new Person("Bo", 30), new Person("Al", 25), new Person("Cy", 35) };
        Array.Sort(people);
        Console.WriteLine(string.Join(" ", people.AsEnumerable()));
        Array.Sort(people, Comparer<Person>.Create((left, right) => string.CompareOrdinal(left.Name, right.Name)));
        Console.WriteLine(string.Join(" ", people.AsEnumerable()));
        double[] doubles = [2.5, -1, 7.25];
        Array.Sort(doubles);
        Console.WriteLine(string.Join(" ", doubles));
    }

    private static IEnumerable<Person> AsEnumerable(this Person[] people) => people;

    private sealed class Person(string name, int age) : IComparable<Person>
    {
        public string Name { get; } = name;

        public int CompareTo(Person? other) => age.CompareTo(other!.Age);

        private int Age => age;

        public override string ToString() => Name + age;
    }
}
