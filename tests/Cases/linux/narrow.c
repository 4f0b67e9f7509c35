/*
 * A 32-bit program: system calls by INT 80 and by the kernel's fast way, segments of its own with every type and limit, far calls to
 * 64-bit code. (Debian's kernel has no 16-bit segments.) Each line says what an access met: trap number and error code, or the value. Without a C library:
 *   gcc -m32 -O1 -static -nostdlib -ffreestanding -fno-pic -no-pie -fno-stack-protector narrow.c
 */
typedef unsigned int u32;
typedef unsigned short u16;
typedef unsigned char u8;

enum { SIGILL = 4, SIGBUS = 7, SIGFPE = 8, SIGSEGV = 11, SIGTRAP = 5, SA_SIGINFO = 4, SA_ONSTACK = 0x08000000, SA_NODEFER = 0x40000000 };
enum { SYS_exit = 1, SYS_write = 4, SYS_getpid = 20, SYS_modify_ldt = 123, SYS_mprotect = 125, SYS_rt_sigaction = 174, SYS_sigaltstack = 186 };
/* Words of the signal's context (Linux, arch/x86/include/uapi/asm/sigcontext.h). */
enum { ContextEsp = 7, ContextTrap = 12, ContextError = 13, ContextEip = 14, ContextCodeSegment = 15, ContextStackSegment = 18, ContextOffset = 20 };

static u8 handlerStack[65536];
static u8 area[8192] __attribute__((aligned(4096)));
volatile u32 recover, savedStack, trap, error;
u32 fastEntry;

static int call(int number, int a, int b, int c, int d)
{
    int result;
    asm volatile("int $0x80" : "=a"(result) : "0"(number), "b"(a), "c"(b), "d"(c), "S"(d) : "memory");
    return result;
}

static void text(const char* line)
{
    int length = 0;
    while (line[length]) length++;
    call(SYS_write, 1, (int)line, length, 0);
}

static void number(u32 value)
{
    char digits[10];
    int at = 10;
    digits[--at] = 0;
    do digits[--at] = "0123456789abcdef"[value & 15]; while (value >>= 4);
    text(" ");
    text(digits + at);
}

static void met(const char* what, u32 value)
{
    text(what);
    if (trap != ~0u) { text(": trap"); number(trap); number(error); }
    else { text(":"); number(value); }
    text("\n");
}

static void handle(int signal, void* information, u8* context)
{
    u32* words = (u32*)(context + ContextOffset);
    (void)signal, (void)information;
    trap = words[ContextTrap];
    error = words[ContextError];
    words[ContextEip] = recover;
    asm("mov %%cs, %0" : "=r"(words[ContextCodeSegment]));
    if (savedStack)
    {
        u32 segment;
        asm("mov %%ss, %0" : "=r"(segment));
        words[ContextStackSegment] = segment;
        words[ContextEsp] = savedStack;
    }
}

struct Action { void* handler; u32 flags; void* restorer; u32 mask[2]; };
struct Segment { u32 entry, base, limit, flags; };
enum { Seg32 = 1, Data = 0, ExpandDown = 1 << 1, Code = 2 << 1, ReadOnly = 1 << 3, Pages = 1 << 4, Absent = 1 << 5, Usable = 1 << 6 };

static u16 segment(u32 entry, u32 base, u32 limit, u32 flags)
{
    struct Segment made = { entry, base, limit, flags };
    if (call(SYS_modify_ldt, 1, (int)&made, sizeof made, 0) != 0) text("modify_ldt refused\n");
    return entry << 3 | 7;
}

#define PROBE(name, instruction)                                                            \
    static u32 name(u32 selector, u32 offset)                                               \
    {                                                                                       \
        u32 value = 0x55555555;                                                             \
        trap = ~0u;                                                                         \
        asm volatile("movl $1f, recover\n mov %w1, %%fs\n" instruction "\n1: xor %%ecx, %%ecx\n mov %%ecx, %%fs" \
            : "+a"(value) : "r"(selector), "d"(offset) : "ecx", "memory");                  \
        return value;                                                                       \
    }

PROBE(readByte, "movzbl %%fs:(%%edx), %%eax")
PROBE(readWord, "movl %%fs:(%%edx), %%eax")
PROBE(readVector, "movups %%fs:(%%edx), %%xmm0; movd %%xmm0, %%eax")
PROBE(writeByte, "movb %%al, %%fs:(%%edx)")
PROBE(writeWord, "movl %%eax, %%fs:(%%edx)")
PROBE(combine, "addl $1, %%fs:(%%edx)")

static void probes(const char* name, u32 selector, const u32* offsets, int count)
{
    for (int index = 0; index < count; index++)
    {
        u32 at = offsets[index];
        text(name); number(at); text("\n");
        met("  byte", readByte(selector, at));
        met("  word", readWord(selector, at));
        met("  vector", readVector(selector, at));
        met("  byte written", writeByte(selector, at));
        met("  word written", writeWord(selector, at));
        met("  word added to", combine(selector, at));
    }
}

static void segments(void)
{
    static const u32 low[] = { 0, 0xFC, 0xFD, 0xFF, 0x100, 0x7FFFFFFF, 0xFFFFFFFF };
    static const u32 down[] = { 0, 0xFF, 0x100, 0x101, 0xFFC };
    u32 base = (u32)area;
    for (int index = 0; index < 8192; index++) area[index] = index * 7;
    probes("data", segment(0, base, 0xFF, Seg32 | Usable), low, 7);
    probes("read-only", segment(1, base, 0xFF, Seg32 | ReadOnly | Usable), low, 5);
    probes("expand-down", segment(2, base, 0x100, Seg32 | ExpandDown | Usable), down, 5);
    probes("pages", segment(4, base, 0, Seg32 | Pages | Usable), low, 2);
    probes("code", segment(5, base, 0xFF, Seg32 | Code | Usable), low, 5);
    probes("code, not readable", segment(6, base, 0xFF, Seg32 | Code | ReadOnly | Usable), low, 2);
    probes("absent", segment(7, base, 0xFF, Seg32 | Absent | Usable), low, 1);
    probes("null", 0, low, 2);
    probes("beyond the table", 0xFFFF, low, 1);
}

static void onStack(const char* name, u32 selector, u32 pointer)
{
    u32 value = 0;
    trap = ~0u;
    asm volatile(
        "movl %%esp, savedStack\n movl $1f, recover\n mov %%ss, %%ebx\n"
        "mov %w1, %%ss\n movl %2, %%esp\n pushl $0x1234\n popl %%eax\n"
        "mov %%ebx, %%ss\n movl savedStack, %%esp\n1:\n movl $0, savedStack"
        : "+a"(value) : "c"(selector), "d"(pointer) : "ebx", "memory");
    met(name, value);
}

static void stacks(void)
{
    u32 base = (u32)area;
    u16 small = segment(8, base, 0xFFF, Seg32 | Usable);
    onStack("stack inside", small, 0x800);
    onStack("stack at the end", small, 0x1000);
    onStack("stack beyond the end", small, 0x1001);
    onStack("stack at zero", small, 0);
    onStack("stack that is read-only", segment(10, base, 0xFFF, Seg32 | ReadOnly | Usable), 0x800);
}

static void far(const char* name, u16 selector, u32 offset)
{
    struct { u32 offset; u16 selector; } __attribute__((packed)) target = { offset, selector };
    u32 value = 0;
    trap = ~0u;
    asm volatile("movl %%esp, savedStack\n movl $1f, recover\n lcall *(%%ecx)\n1: movl $0, savedStack" : "+a"(value) : "c"(&target) : "edx", "memory");
    met(name, value);
}

static void transfers(void)
{
    static u8 in32[] = { 0xB8, 0x78, 0x56, 0x34, 0x12, 0xCB };
    static u8 in64[] = { 0x48, 0xB8, 1, 2, 3, 4, 5, 6, 7, 8, 0x48, 0xC1, 0xE8, 0x20, 0xCB }; /* mov rax; shr rax, 32; retfd */
    for (u32 index = 0; index < sizeof in32; index++) area[index + 0x40] = in32[index];
    for (u32 index = 0; index < sizeof in64; index++) area[index + 0x80] = in64[index];
    u32 base = (u32)area;
    /* mprotect: readable, writable, executable */
    call(SYS_mprotect, base, sizeof area, 7, 0);
    far("call of 32-bit code", segment(12, base, 0xFF, Seg32 | Code | Usable), 0x40);
    far("call beyond the code's limit", segment(13, base, 0x3F, Seg32 | Code | Usable), 0x40);
    far("call that runs over the code's limit", segment(14, base, 0x42, Seg32 | Code | Usable), 0x40);
    far("call of data", segment(0, base, 0xFF, Seg32 | Usable), 0x40);
    far("call of 64-bit code", 0x33, base + 0x80);
    far("call of the kernel", 0x10, base + 0x40);
    far("call of nothing", 0, base);
}

static void former(void)
{
    static int bounds[2] = { -3, 9 };
    u32 value = 0;
    trap = ~0u;
    asm volatile("movl $1f, recover\n movl $10, %%eax\n bound %%eax, (%1)\n1:" : "+a"(value) : "r"(bounds) : "memory");
    met("BOUND", value);
    trap = ~0u;
    asm volatile("movl $1f, recover\n movb $0x7F, %%al\n addb $1, %%al\n into\n1:" : "+a"(value) : : "memory");
    met("INTO", value & 0xFF);
    trap = ~0u;
    asm volatile("movl $1f, recover\n movl $0x99, %%eax\n addb $0x27, %%al\n daa\n aam\n1:" : "=a"(value) : : "memory");
    met("DAA, AAM", value);
    trap = ~0u;
    asm volatile("movl $1f, recover\n movl $7, %%eax\n .byte 0xd4, 0\n1:" : "=a"(value) : : "memory");
    met("AAM by zero", value);
    asm volatile("pushal\n popal\n pushl $0x23\n popw %%ax\n addl $2, %%esp\n .byte 0x40, 0x48" : "=a"(value));
    trap = ~0u;
    met("PUSHA, POPA", value & 0xFFFF);
}

void start(u32* stack)
{
    struct Action action = { handle, SA_SIGINFO | SA_ONSTACK | SA_NODEFER, 0, { 0, 0 } };
    /* Of its own: a fault may find a stack that the kernel cannot use. */
    struct { void* base; u32 flags, size; } stackOfHandlers = { handlerStack, 0, sizeof handlerStack };
    call(SYS_sigaltstack, (int)&stackOfHandlers, 0, 0, 0);
    int signals[] = { SIGILL, SIGTRAP, SIGBUS, SIGFPE, SIGSEGV };
    for (int index = 0; index < 5; index++) call(SYS_rt_sigaction, signals[index], (int)&action, 0, 8);
    u32* next = stack + 1 + stack[0] + 1;
    while (*next++) { }
    /* AT_SYSINFO: the kernel's fast entry. */
    for (; next[0]; next += 2) if (next[0] == 32) fastEntry = next[1];
    trap = ~0u;
    int process = 0;
    if (fastEntry) asm volatile("call *fastEntry" : "=a"(process) : "0"(SYS_getpid) : "ecx", "edx", "memory");
    met("the fast way asks the same kernel", process == call(SYS_getpid, 0, 0, 0, 0));
    segments();
    stacks();
    transfers();
    former();
    text("finished\n");
    call(SYS_exit, 0, 0, 0, 0);
}

asm(".globl _start\n_start: movl %esp, %eax\n andl $-16, %esp\n subl $12, %esp\n pushl %eax\n call start");
