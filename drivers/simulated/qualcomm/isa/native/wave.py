"""How a running wave lies in host memory: the one layout that handlers, the scheduler and Python share.

All offsets are bytes from the start of the wave's state. A register of all lanes is `lanes` contiguous 32-bit
numbers, r0.x at `VECTOR_BASE`; half registers hr2n and hr2n+1 are the low and high 16 bits of rn (merged
register file of a6xx). Masks of lanes have room for 128. Constants and immediates lie outside, at CONSTANTS.
"""

from __future__ import annotations

from ..instruction import FIRST_SHARED, LAST_SHARED

MOST_LANES = 128
MOST_REGISTERS = FIRST_SHARED

STATUS = 0  # why native code returned: one of the STATUS_ numbers
FUEL = 4  # jumps left until the wave gives way to the others of its workgroup
RESUME = 8  # the record to go on with
EXEC = 16  # the lanes that execute
ALIVE = 32  # those that have not ended
PREDICATED = 48  # those that predt found, for prede
PREDICATES = 64  # p0.x to p0.w: 16 bytes each
PARKED_COUNT = 128  # u32: entries at PARKED
PARKED_LIMIT = 132  # u32: entries the branch stack has
LDS = 136  # host address of the workgroup's shared memory
LDS_BYTES = 144  # its size, u32
WAVE_INDEX = 148  # of the workgroup, u32
PRIVATE = 152  # card address of this wave's private memory
PRIVATE_BYTES = 160  # a lane's share of it, u32
REGISTERS = 164  # u32: how many registers of 32 bits each lane has
PAGE_TABLE = 168  # address of vm.AddressSpace.table's cell
GROUP = 176  # address of the GROUP_ structure
FAULT_ADDRESS = 184
FAULT_BYTES = 192  # u32
FAULT_DETAIL = 196  # u32: one of the ACCESS_ numbers, or a number that the handler defines
FAULT_LANE = 200  # u32
BARRIER_PHASE = 204  # u32: the phase of the workgroup's barrier that this wave waits for the end of
CONSTANTS = 208  # host address of the constant file, immediates behind it
CONSTANT_DWORDS = 216  # u32: how many of them are the constant file
A1 = 220  # u32: a1.x
# Card addresses of descriptors, and how many there are of each kind.
TEXTURES = 224
IMAGES = 232
UNIFORM_BUFFERS = 240
TEXTURE_COUNT = 248
IMAGE_COUNT = 252
UNIFORM_BUFFER_COUNT = 256
BINDLESS = 264  # of five sets of descriptors, 0 where there is none
TEXEL_TABLE = 304  # as PAGE_TABLE, of memory as the texture cache has it
SHARED = 320  # r48.x and on: 4 bytes each
LANE_ADDRESSES = 512  # 128 x u64: what a memory instruction works on
A0 = 1536  # 128 x i32: a0.x
PARKED = 2048  # entries of PARKED_BYTES, the next to go on last: the record, then the lanes
PARKED_BYTES = 32
PARKED_MOST = 64
VECTOR_BASE = PARKED + PARKED_BYTES * PARKED_MOST

assert SHARED + 4 * (LAST_SHARED - FIRST_SHARED + 1) <= LANE_ADDRESSES

# Why native code returned, in STATUS.
STATUS_RUNNING = 0
STATUS_ENDED = 1
STATUS_YIELDED = 2  # out of fuel
STATUS_BARRIER = 3  # waits for its workgroup
STATUS_MEMORY_VIOLATION = 4  # FAULT_ADDRESS, FAULT_BYTES, FAULT_DETAIL, FAULT_LANE
STATUS_SHARED_VIOLATION = 5  # FAULT_ADDRESS within shared memory
STATUS_PRIVATE_VIOLATION = 6  # FAULT_ADDRESS within the lane's private memory
STATUS_MISALIGNED = 7  # FAULT_ADDRESS
STATUS_REGISTER_RANGE = 8  # FAULT_DETAIL: the register that a relative access came to
STATUS_CONSTANT_RANGE = 9  # FAULT_DETAIL: the constant
STATUS_NO_JOIN = 10  # lanes would wait at FAULT_ADDRESS (a record), which is not marked (jp)
STATUS_BRANCH_STACK = 11  # more waiting lanes than the branch stack has entries
STATUS_DIVERGENT_BARRIER = 12
STATUS_NO_END = 13  # ran past the last instruction
STATUS_DESCRIPTOR = 14  # FAULT_DETAIL: the number of a descriptor that there is not
STATUS_FORMAT = 15  # FAULT_DETAIL: a format that is not simulated
STATUS_VARYING = 16  # lanes that name different descriptors, FAULT_DETAIL: one of them
STATUS_BUFFER = 17  # FAULT_DETAIL: the low half of the address of a buffer's descriptor that is none

# FAULT_DETAIL of a memory violation: what was tried, and 16 more where the page is mapped but not for that.
ACCESS_READ, ACCESS_WRITE, ACCESS_ATOMIC, ACCESS_TEXEL = 0, 1, 2, 3
ACCESS_NOT_ALLOWED = 16

# A record: what one instruction becomes. The handler's address, then 32-bit slots; the last says whether
# lanes may wait here (jp).
RECORD_BYTES = 64
RECORD_SLOTS = 8
SLOTS_MAX = 13
JOIN_SLOT = 13
