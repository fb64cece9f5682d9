"""How a running wave lies in host memory: the one layout that handlers, the scheduler and Python share.

All offsets are bytes from the start of the wave's state. Scalar registers lie by the number that encodes
them, so that a pair is 64 contiguous bits: s0..s105, VCC 106, TTMP0..15 108, M0 124, EXEC 126 ("RDNA3 ISA",
5.3, scalar operands; M0 is 125 there and NULL 124: here M0 always is 124, NULL has no register). A vector
register is `lanes` contiguous 32-bit numbers; vector register n lies at `Layout.vector_base + n * lanes * 4`,
accumulation registers behind the vector ones. A program's constants lie before them, copied in with the
initial state, so that a constant is read as a scalar register is.
"""

from __future__ import annotations

VCC, TTMP, M0, EXEC = 106, 108, 124, 126
SGPR_BYTES = 4

SGPRS = 0
SCC = 512
MODE = 516
STATUS = 520  # why native code returned: one of the STATUS_ numbers
FUEL = 524  # backward jumps left until the wave gives way to the others of its workgroup
RESUME = 528  # the record to go on with
LDS = 536  # host address of the workgroup's local memory
LDS_BYTES = 544  # its size, u32
WAVE_INDEX = 548  # of the workgroup, u32
SCRATCH = 552  # card address of this wave's private memory
SCRATCH_BYTES = 560  # its size for the whole wave, u64
PAGE_TABLE = 568  # address of vm.AddressSpace.table's cell
GROUP = 576  # address of the GROUP_ structure
FAULT_ADDRESS = 584
FAULT_BYTES = 592  # u32
FAULT_DETAIL = 596  # u32: one of the ACCESS_ numbers, or a number that the handler defines
FAULT_LANE = 600  # u32
BARRIER_PHASE = 604  # u32: the phase of the workgroup's barrier that this wave has signalled
BARRIER_SIGNALLED = 608  # u32: 1 from the signal to the end of the wait
PROGRAM = 616  # address of Program.cell, which holds the address of its table of records
CACHED_RANGE = 624  # start, end, host_minus_gpu, flags (4 x u64): the page-table entry last used
CONSTANT_WORDS = 656  # u32: how many of the program's constants the wave has been given
VECTOR_BASE = 672  # u32: where the vector registers begin
STATE_END = 676  # u32: where they end
SCRATCH_FLAT = 664  # FLAT_SCRATCH as hardware registers hold it on gfx10 and later, u64
SINK = 704  # 64 bytes that writes to NULL go to
LANE_ADDRESSES = 768  # 64 x u64: what a memory instruction works on
CONSTANTS = 1280

# Why native code returned, in STATUS.
STATUS_RUNNING = 0
STATUS_ENDED = 1
STATUS_YIELDED = 2  # out of fuel, or asleep
STATUS_BARRIER = 3  # waits for its workgroup
STATUS_MEMORY_VIOLATION = 4  # FAULT_ADDRESS, FAULT_BYTES, FAULT_DETAIL, FAULT_LANE
STATUS_NO_TRANSLATION = 5  # jumped to FAULT_ADDRESS, which has no records yet
STATUS_LDS_VIOLATION = 6  # FAULT_ADDRESS within local memory
STATUS_MISALIGNED = 7  # FAULT_ADDRESS
STATUS_REGISTER_RANGE = 8  # FAULT_DETAIL: the register number a relative access came to
STATUS_TRAP = 9  # s_trap, FAULT_DETAIL: its number
STATUS_HALTED = 10  # s_sethalt

# FAULT_DETAIL of a memory violation: what was tried, and 16 more where the page is mapped but not for that.
ACCESS_READ, ACCESS_WRITE, ACCESS_EXECUTE, ACCESS_ATOMIC = 0, 1, 2, 3
ACCESS_NOT_ALLOWED = 16

# The apertures of flat addresses: arch/amdkfd kfd_flat_memory.c, MAKE_LDS_APP_BASE_V9,
# MAKE_SCRATCH_APP_BASE_V9: each is the 4 GiB from its base.
SHARED_APERTURE = 0x1 << 48
PRIVATE_APERTURE = 0x2 << 48
APERTURE_BYTES = 1 << 32

# A record: what one instruction becomes. The handler's address, then 32-bit slots: operands in their order,
# then immediates.
RECORD_BYTES = 64
RECORD_SLOTS = 8
SLOTS_MAX = 14
