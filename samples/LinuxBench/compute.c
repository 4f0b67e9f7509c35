// What programs do with a processor, in rounds of less than a millisecond: most of them are not interrupted. Data is the same in every run, and so is each result.
#include "bench.h"
#include <stdint.h>
#include <string.h>

static uint64_t state;

// xorshift64: Marsaglia, "Xorshift RNGs", 2003.
static uint64_t next_random(void)
{
    state ^= state << 13;
    state ^= state >> 7;
    return state ^= state << 17;
}

static void start_random(void) { state = 88172645463325252u; }

static long sieve(long limit)
{
    static uint8_t composite[1 << 17];
    long primes = 0;
    memset(composite, 0, limit);
    for (long i = 2; i < limit; i++) {
        if (composite[i])
            continue;
        primes++;
        for (long j = i * i; j < limit; j += i)
            composite[j] = 1;
    }
    return primes;
}

enum { nodes = 1 << 14 };

static struct node {
    struct node *next;
    long value, unused[6]; // one to a cache line
} node[nodes];

// One cycle through all nodes in random order: Sattolo's shuffle.
static void link_nodes(void)
{
    static int order[nodes];
    start_random();
    for (int i = 0; i < nodes; i++)
        order[i] = i;
    for (int i = nodes - 1; i > 0; i--) {
        int other = next_random() % i, kept = order[i];
        order[i] = order[other];
        order[other] = kept;
    }
    for (int i = 0; i < nodes; i++) {
        node[order[i]].next = &node[order[(i + 1) % nodes]];
        node[i].value = i;
    }
}

static long list_chase(long steps)
{
    long sum = 0;
    if (!node[0].next)
        link_nodes();
    for (struct node *at = node; steps > 0; steps--, at = at->next)
        sum += at->value;
    return sum;
}

static void sort(int *first, int *last)
{
    while (first < last) {
        int pivot = first[(last - first) / 2], *low = first, *high = last;
        while (low <= high) {
            while (*low < pivot)
                low++;
            while (*high > pivot)
                high--;
            if (low <= high) {
                int kept = *low;
                *low++ = *high;
                *high-- = kept;
            }
        }
        sort(first, high);
        first = low;
    }
}

static long quicksort(long count)
{
    static int numbers[1 << 13];
    start_random();
    for (long i = 0; i < count; i++)
        numbers[i] = next_random();
    sort(numbers, numbers + count - 1);
    for (long i = 1; i < count; i++)
        if (numbers[i - 1] > numbers[i])
            return 0;
    return (uint32_t)numbers[count / 2];
}

enum { matrix_size = 96 };

static long matrix_product(long operations)
{
    static double a[matrix_size][matrix_size], b[matrix_size][matrix_size], c[matrix_size][matrix_size];
    double trace = 0;
    for (int i = 0; i < matrix_size; i++)
        for (int j = 0; j < matrix_size; j++) {
            a[i][j] = i + j;
            b[i][j] = i - 2 * j;
            c[i][j] = 0;
        }
    for (long pass = operations / (matrix_size * matrix_size * matrix_size); pass > 0; pass--)
        for (int i = 0; i < matrix_size; i++)
            for (int k = 0; k < matrix_size; k++)
                for (int j = 0; j < matrix_size; j++)
                    c[i][j] += a[i][k] * b[k][j];
    for (int i = 0; i < matrix_size; i++)
        trace += c[i][i];
    return (long)trace;
}

static uint8_t bytes[1 << 18];

static uint8_t *random_bytes(long length)
{
    if (!bytes[0]) {
        start_random();
        for (long i = 0; i < (long)sizeof bytes; i++)
            bytes[i] = next_random() | (i == 0);
    }
    return length <= (long)sizeof bytes ? bytes : 0;
}

// IEEE 802.3, reflected, a table of 256 entries.
static long crc32(long length)
{
    static uint32_t table[256];
    uint32_t crc = ~0u;
    const uint8_t *data = random_bytes(length);
    for (uint32_t i = 0; i < 256 && !table[255]; i++) {
        uint32_t entry = i;
        for (int bit = 0; bit < 8; bit++)
            entry = entry >> 1 ^ (entry & 1 ? 0xEDB88320 : 0);
        table[i] = entry;
    }
    for (long i = 0; i < length; i++)
        crc = crc >> 8 ^ table[(crc ^ data[i]) & 255];
    return ~crc;
}

// A call for each number: not inlined, not turned into a loop.
__attribute__((noinline, optimize("no-optimize-sibling-calls", "no-inline"))) static long fibonacci(long n) { return n < 2 ? n : fibonacci(n - 1) + fibonacci(n - 2); }

// The count of calls for n is 2 fib(n+1) - 1.
static long fib(long calls) { return calls == 242785 ? fibonacci(25) : 0; }

static long rep_movsb(long length)
{
    static uint8_t copy[1 << 18];
    void *to = copy;
    const void *from = random_bytes(length);
    long count = length;
    __asm__ volatile("rep movsb" : "+D"(to), "+S"(from), "+c"(count) : : "memory");
    return count == 0 && copy[length - 1] == bytes[length - 1];
}

extern long sha256(const uint8_t *data, long length);

static long hash(long length) { return sha256(random_bytes(length), length); }

const struct workload computing[] = {
    { "compute", "sieve", "ns", 1e9, 1 << 17, sieve, 12251, 60 },
    { "compute", "list", "ns", 1e9, 1 << 16, list_chase, 536838144, 60 },
    { "compute", "qsort", "ns", 1e9, 1 << 13, quicksort, 1930511, 60 },
    { "compute", "sha256", "ns", 1e9, 1 << 16, hash, 816773303, 60 },
    { "compute", "matmul", "ns", 1e9, matrix_size * matrix_size * matrix_size, matrix_product, -48664320, 60 },
    { "compute", "crc32", "ns", 1e9, 1 << 17, crc32, 3597338003, 60 },
    { "compute", "fib", "ns", 1e9, 242785, fib, 75025, 60 },
    { "compute", "movsb", "ns", 1e9, 1 << 18, rep_movsb, 1, 60 },
    { 0 },
};
