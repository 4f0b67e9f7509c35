// Repeats a workload, checks every result, and prints median, least and greatest time of an operation.
#include "bench.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

// Code that a machine translates anew when it is hot is hot after the warm-up.
enum { most_rounds = 100, warm_up = 30 };

static int quick;
static const char *only;

double seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec + now.tv_nsec / 1e9;
}

void choose(const char *word)
{
    if (strcmp(word, "quick") == 0)
        quick = 1;
    if (strncmp(word, "only=", 5) == 0)
        only = word + 5;
}

int is_chosen(const char *name)
{
    size_t length = strlen(name);
    if (!only)
        return 1;
    for (const char *at = only; (at = strstr(at, name)); at += length)
        if ((at == only || at[-1] == ',') && (at[length] == ',' || at[length] == 0))
            return 1;
    return 0;
}

int rounds_of(int full) { return quick ? (full + 3) / 4 : full; }

static int ascending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static int failed(const struct workload *work, long result)
{
    if (!work->expected || result == work->expected)
        return 0;
    printf("HW fail %s got %ld expected %ld\n", work->name, result, work->expected);
    return 1;
}

// A unit that ends in /s is a speed, else it is a time.
static double figure(const struct workload *work, double time)
{
    double operations = work->operations;
    return strstr(work->unit, "/s") ? operations / work->units / time : time * work->units / operations;
}

static void perform(const struct workload *work)
{
    double figures[most_rounds];
    int rounds = rounds_of(work->rounds);
    for (int i = 0; i < warm_up; i++) {
        long result = work->run(work->operations);
        if (result == -1 || failed(work, result))
            return;
    }
    printf("HW begin %s %s %ld\n", work->group, work->name, work->operations * rounds);
    for (int i = 0; i < rounds; i++) {
        double start = seconds();
        long result = work->run(work->operations);
        figures[i] = figure(work, seconds() - start);
        if (failed(work, result))
            return;
    }
    qsort(figures, rounds, sizeof *figures, ascending);
    printf("HW end %s %s %s %.6g %.6g %.6g\n", work->group, work->name, work->unit, figures[rounds / 2], figures[0], figures[rounds - 1]);
}

void measure(const struct workload *workloads)
{
    for (; workloads->name; workloads++)
        if (is_chosen(workloads->name))
            perform(workloads);
}
