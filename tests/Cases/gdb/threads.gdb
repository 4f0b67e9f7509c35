# What gdb is told to do with samples/Threads; threads.expected.txt has what it must say. The guest has been connected already.
set pagination off
set confirm off
echo == break\n
break Threads.Workers.CountPrimes
continue
# Other threads come here too.
delete
bt 2
echo == two lines\n
next
next
echo == local\n
print number
info line
echo == registers\n
info registers rip eflags cs cr0 cr3 efer
print $xmm0.uint128
echo == memory\n
x/i 'Threads.Workers.IsPrime'
python
try: gdb.execute("x/1bx 0x7fffffffffff")
except gdb.error as error: print(error)
end
echo == into a call\n
step
bt 2
finish
echo == changed\n
set var bound = 2000000000
print bound
echo == interrupt\n
# Ctrl-C, as the terminal would send it to gdb.
shell (sleep 1; kill -INT $PPID) &
continue
print $rip != 0
echo == condition\n
tbreak Workers.cs:43 if bound > 1000000
continue
set var bound = 10
echo == monitor\n
monitor info exits
echo == to the end\n
continue
