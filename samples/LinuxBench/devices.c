// What the machine costs: an access to a port, a disk's sequential read.
#define _GNU_SOURCE
#include "bench.h"
#include <fcntl.h>
#include <sys/io.h>
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
