/* AVX2, FMA, BMI and gathers over random numbers: one sum for each seed, the same on every processor that has them.
   Started with several seeds it runs one process for each, all at once, so that the kernel's context switches carry the upper
   halves of YMM registers: gcc -O2 -mavx2 -mfma -mbmi -mbmi2 -mlzcnt -mf16c -static -o vectors vectors.c && ./vectors 1 2 3 */
#include <immintrin.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

enum { WORDS = 4096, ROUNDS = 1000 };

static uint32_t table[WORDS];
static float reals[WORDS];

static uint64_t next(uint64_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return *state;
}

/* Sixteen accumulators: every YMM register is live over a whole round. */
static uint64_t fold(__m256i *sums, __m256 *products)
{
    uint64_t all = 0;
    for (int number = 0; number < 8; number++) {
        uint64_t words[4];
        _mm256_storeu_si256((__m256i *)words, _mm256_xor_si256(sums[number], _mm256_castps_si256(products[number])));
        for (int word = 0; word < 4; word++)
            all = (all << 7 | all >> 57) ^ words[word];
    }
    return all;
}

static uint64_t work(uint64_t seed)
{
    uint64_t state = seed * 0x9E3779B97F4A7C15u | 1, all = 0;
    for (int word = 0; word < WORDS; word++) {
        table[word] = (uint32_t)next(&state);
        reals[word] = (float)(next(&state) & 0xFFFF) / 65536 - 0.5f;
    }
    __m256i sums[8];
    __m256 products[8];
    for (int number = 0; number < 8; number++) {
        sums[number] = _mm256_set1_epi32((int)next(&state));
        products[number] = _mm256_set1_ps((float)number / 8);
    }
    for (int round = 0; round < ROUNDS; round++) {
        for (int number = 0; number < 8; number++) {
            uint64_t word = next(&state);
            __m256i indexes = _mm256_and_si256(_mm256_add_epi32(sums[number], _mm256_set1_epi32((int)word)), _mm256_set1_epi32(WORDS - 1));
            sums[number] = _mm256_add_epi32(_mm256_i32gather_epi32((const int *)table, indexes, 4), _mm256_srli_epi32(sums[number], 3));
            __m256 half = _mm256_cvtph_ps(_mm256_cvtps_ph(_mm256_loadu_ps(reals + (word & (WORDS - 9))), 0));
            products[number] = _mm256_fmadd_ps(products[number], half, _mm256_set1_ps(0.25f));
            word = _pext_u64(word, 0x00FF00FF00FF00FF) ^ _pdep_u64(word, 0x5555555555555555) ^ _mulx_u64(word, seed, (unsigned long long *)&word);
            all += _lzcnt_u64(word) + _tzcnt_u64(word) + _blsr_u64(word) + _andn_u64(word, all) + _bzhi_u64(word, round & 63);
            __m128i halves = _mm256_i64gather_epi32((const int *)table, _mm256_and_si256(sums[number], _mm256_set1_epi64x(WORDS - 1)), 4);
            all ^= (uint64_t)_mm_cvtsi128_si64(halves);
        }
        if (round % 64 == 0)
            getppid();
    }
    return all ^ fold(sums, products);
}

int main(int count, char **seeds)
{
    for (int number = 1; number < count; number++) {
        if (fork() != 0)
            continue;
        uint64_t seed = strtoull(seeds[number], NULL, 0), first = work(seed);
        for (int again = 0; again < 20; again++) {
            if (work(seed) == first)
                continue;
            printf("vectors %llu: different when repeated\n", (unsigned long long)seed);
            return 1;
        }
        printf("vectors %llu %016llx\n", (unsigned long long)seed, (unsigned long long)first);
        return 0;
    }
    int status, failed = 0;
    while (wait(&status) > 0)
        failed |= status != 0;
    return failed;
}
