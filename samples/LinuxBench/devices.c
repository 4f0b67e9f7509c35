// What the machine costs: an access to a port, a disk's sequential read, the lateness of a timer.
#define _GNU_SOURCE
#include "bench.h"
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/io.h>
#include <sys/prctl.h>
#include <time.h>
#include <unistd.h>

// From a program, so that the processor looks into the task's permission map each time. Nobody listens at 80h.
static long port_write(long count)
{
    if (getpid() != 1 || iopl(3) != 0)
        return -1;
    for (long i = 0; i < count; i++)
        outb(0, 0x80);
    return 0;
}

// The guest's own page cache is left out.
static long disk_read(long length)
{
    static char buffer[1 << 20] __attribute__((aligned(4096)));
    int disk = getpid() == 1 ? open("/dev/vda", O_RDONLY | O_DIRECT) : -1;
    if (disk < 0)
        return -1;
    for (long done = 0; done < length; done += sizeof buffer)
        if (read(disk, buffer, sizeof buffer) != sizeof buffer)
            length = -1;
    close(disk);
    return length < 0 ? -1 : 0;
}

const struct workload machine[] = {
    { "machine", "port", "ns", 1e9, 5000, port_write, 0, 20 },
    { "machine", "disk", "GB/s", 1e9, 8 << 20, disk_read, 0, 20 },
    { 0 },
};

static int ascending(const void *a, const void *b) { return *(const long *)a < *(const long *)b ? -1 : 1; }

// How much later than asked a process wakes up; of all wake-ups the 99th percentile, the least and the greatest. The way to sleep
// and back is taken once in each and is hot after some thousands: those before are shorter, and not measured.
void wake_up(void)
{
    enum { most = 1000, warm_up = 5000, nap = 200000, rest = 1000000 };
    static long late[most];
    int count = rounds_of(most);
    prctl(PR_SET_TIMERSLACK, 1);
    for (int i = -warm_up; i < count; i++) {
        struct timespec until, now;
        if (i == 0)
            printf("HW begin machine timer-p99 %d\n", count);
        clock_gettime(CLOCK_MONOTONIC, &until);
        until.tv_nsec += i < 0 ? nap : rest;
        if (until.tv_nsec >= 1000000000) {
            until.tv_nsec -= 1000000000;
            until.tv_sec++;
        }
        clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, 0);
        clock_gettime(CLOCK_MONOTONIC, &now);
        if (i >= 0)
            late[i] = (now.tv_sec - until.tv_sec) * 1000000000 + now.tv_nsec - until.tv_nsec;
    }
    qsort(late, count, sizeof *late, ascending);
    printf("HW end machine timer-p99 us %.6g %.6g %.6g\n", late[count * 99 / 100] / 1e3, late[0] / 1e3, late[count - 1] / 1e3);
}
