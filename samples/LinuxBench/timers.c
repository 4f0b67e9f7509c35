// How late a timer is: until the kernel has its interrupt, and until a program that has slept for it goes on.
#define _GNU_SOURCE
#include "bench.h"
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <time.h>
#include <unistd.h>

#define TRACING "/sys/kernel/tracing/"

// The way to sleep and back is taken once in each and is hot after some thousands: those before are shorter, and not measured.
enum { most = 1000, warm_up = 5000, nap = 200000, rest = 1000000 };

static long late[most];

static int ascending(const void *a, const void *b) { return *(const long *)a < *(const long *)b ? -1 : 1; }

// The 99th percentile, the least and the greatest.
static void tell(const char *name, int count)
{
    qsort(late, count, sizeof *late, ascending);
    printf("HW end machine %s us %.6g %.6g %.6g\n", name, late[count * 99 / 100] / 1e3, late[0] / 1e3, late[count - 1] / 1e3);
}

// How much later than asked the program goes on.
static long oversleep(long nanoseconds)
{
    struct timespec until, now;
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_nsec += nanoseconds;
    if (until.tv_nsec >= 1000000000) {
        until.tv_nsec -= 1000000000;
        until.tv_sec++;
    }
    clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, 0);
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (now.tv_sec - until.tv_sec) * 1000000000 + now.tv_nsec - until.tv_nsec;
}

static void grow_hot(void)
{
    prctl(PR_SET_TIMERSLACK, 1);
    for (int i = 0; i < warm_up; i++)
        oversleep(nap);
}

void wake_up(void)
{
    int count = rounds_of(most);
    grow_hot();
    printf("HW begin machine wake-late-p99 %d\n", count);
    for (int i = 0; i < count; i++)
        late[i] = oversleep(rest);
    tell("wake-late-p99", count);
}

static int write_to(const char *file, const char *value)
{
    int out = open(file, O_WRONLY | O_TRUNC);
    int done = out >= 0 && write(out, value, strlen(value)) == (ssize_t)strlen(value);
    if (out >= 0)
        close(out);
    return done;
}

static int record(const char *value)
{
    return write_to(TRACING "events/timer/hrtimer_start/enable", value) && write_to(TRACING "events/timer/hrtimer_expire_entry/enable", value);
}

// From the kernel's own record: when a timer was due, and what time its interrupt's handler has read from the clock.
static int collect(void)
{
    static const char start[] = "hrtimer_start: hrtimer=", expiry[] = "hrtimer_expire_entry: hrtimer=";
    FILE *trace = fopen(TRACING "trace", "r");
    char line[512], timer[32] = "", *at;
    long long due = 0;
    int count = 0;
    while (trace && count < most && fgets(line, sizeof line, trace)) {
        if ((at = strstr(line, start)) && strstr(at, "function=hrtimer_wakeup") && sscanf(at + strlen(start), "%31s", timer) == 1)
            due = atoll(strstr(at, " expires=") + strlen(" expires="));
        if ((at = strstr(line, expiry)) && timer[0] && strncmp(at + strlen(expiry), timer, strlen(timer)) == 0) {
            late[count++] = atoll(strstr(at, "now=") + strlen("now=")) - due;
            timer[0] = 0;
        }
    }
    if (trace)
        fclose(trace);
    return count;
}

void take_interrupts(void)
{
    int count = rounds_of(most);
    mount("sysfs", "/sys", "sysfs", 0, 0);
    mount("tracefs", TRACING, "tracefs", 0, 0);
    if (!write_to(TRACING "buffer_size_kb", "4096") || !record("1"))
        return;
    grow_hot();
    write_to(TRACING "trace", "");
    printf("HW begin machine timer-late-p99 %d\n", count);
    for (int i = 0; i < count; i++)
        oversleep(rest);
    record("0");
    count = collect();
    if (count > 0)
        tell("timer-late-p99", count);
}
