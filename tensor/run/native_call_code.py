"""A captured call as native code, in LLVM IR: what `native_call.py` has checked once is looked at again here,
by identity, and the work is done on the calling thread.

Python objects are read where they lie, at offsets that were found by looking (`$TENSOR_`, `$NODE_` and
`$BUFFER_` in `object_layout.py`); all else goes through functions of CPython's C API. Whatever is not as
expected is refused, by giving back a mark, before anything has been done: then the call takes the way of all
others.
"""

from __future__ import annotations

WORD_BYTES = 8
NOT_BEGUN = -2
# How long a call waits for the queue to come to rest, which the upload of an argument may keep busy.
PATIENCE_NS = 5_000


class CALL:
    """Words of a captured call. Pointers to Python objects are borrowed: `NativeCall` keeps them.

    BUSY is 1 while a thread is inside. RECORDS are those of the arguments, then those of the state. TOOK is
    how many nanoseconds the work took last; above LONGEST it is left to the queue, above RELEASE_ABOVE other
    Python threads run meanwhile.
    """

    (
        USABLE, BUSY, DEVICE_NAME, DEVICE, BUFFER_OP, BARRIER_OP, NONE, FALSE, REFUSAL, ARGUMENT_COUNT,
        STATE_COUNT,
        RECORDS, CHECK_COUNT, CHECKS, RESULT_COUNT, RESULTS, FINISH, PERFORM, QUEUE, START, SLOTS, WRITTEN,
        READ, THREAD, TOOK, LONGEST, RELEASE_ABOVE, FAILED, IS_LOCKED, ACQUIRE, NOT_BLOCKING, RELEASE,
        GPU_ADDRESS, WAIT, WORDS,
    ) = range(35)  # fmt: skip


class RECORD:
    """A tensor that is given or read: what it must be, and where its address goes."""

    OBJECT, CLASS, DTYPE, SHAPE, FLOW, BUFFER, ADDRESS, PLACES, PLACE_COUNT, WORDS = range(10)


class CHECK:
    """Something else that must be what it was. EXPECTED is the object itself, or a length."""

    KIND, HOLDER, KEY, EXPECTED, WORDS = range(5)
    CELL, ENTRY, LENGTH, ITEM, RESULT_OF, ATTRIBUTE = range(6)


class RESULT:
    """A tensor that is made: POOL are nodes over memory of earlier results, of which one that nobody else
    refers to is taken; where there is none, MAKE gives one.
    """

    (
        CLASS, POOL, POOLED, NODE_REFERENCES, BUFFER_REFERENCES, MAKE, FLOW, PLACES, PLACE_COUNT, ADDRESS,
        NODE, WORDS,
    ) = range(12)  # fmt: skip


SOURCE = """
declare ptr @PyLong_AsVoidPtr(ptr)
declare i64 @PyLong_AsUnsignedLongLong(ptr)
declare i32 @PyObject_RichCompareBool(ptr, ptr, i32)
declare ptr @PyCell_Get(ptr)
declare ptr @PyDict_GetItemWithError(ptr, ptr)
declare i64 @PyObject_Size(ptr)
declare ptr @PyObject_GetItem(ptr, ptr)
declare ptr @PyObject_GetAttr(ptr, ptr)
declare ptr @PyObject_CallNoArgs(ptr)
declare ptr @PyTuple_GetItem(ptr, i64)
declare ptr @PyObject_Call(ptr, ptr, ptr)
declare ptr @PyObject_CallOneArg(ptr, ptr)
declare ptr @PyType_GenericAlloc(ptr, i64)
declare ptr @PyList_New(i64)
declare i32 @PyList_SetItem(ptr, i64, ptr)
declare ptr @PyEval_SaveThread()
declare void @PyEval_RestoreThread(ptr)
declare void @PyErr_Clear()
declare void @Py_IncRef(ptr)
declare void @Py_DecRef(ptr)

define internal ptr @field(ptr %structure, i64 %word) alwaysinline {
  %at = getelementptr i64, ptr %structure, i64 %word
  %value = load ptr, ptr %at
  ret ptr %value
}

define internal i64 @number(ptr %structure, i64 %word) alwaysinline {
  %at = getelementptr i64, ptr %structure, i64 %word
  %value = load i64, ptr %at
  ret i64 %value
}

define internal void @set(ptr %structure, i64 %word, i64 %value) alwaysinline {
  %at = getelementptr i64, ptr %structure, i64 %word
  store i64 %value, ptr %at
  ret void
}

; The object in a slot, which lies so many bytes after the start.
define internal ptr @slot(ptr %object, i64 %offset) alwaysinline {
  %at = getelementptr i8, ptr %object, i64 %offset
  %value = load ptr, ptr %at
  ret ptr %value
}

define internal void @fill(ptr %object, i64 %offset, ptr %value) alwaysinline {
  %at = getelementptr i8, ptr %object, i64 %offset
  call void @Py_IncRef(ptr %value)
  store ptr %value, ptr %at
  ret void
}

; Where a buffer is; 0 or -1 where it has no memory yet.
define internal i64 @address_of(ptr %call, ptr %buffer) {
entry:
  %held = call ptr @slot(ptr %buffer, i64 $BUFFER__address)
  %none = call ptr @field(ptr %call, i64 $CALL_NONE)
  %absent = icmp eq ptr %held, %none
  br i1 %absent, label %out, label %take
take:
  %found = call i64 @PyLong_AsUnsignedLongLong(ptr %held)
  br label %out
out:
  %address = phi i64 [0, %entry], [%found, %take]
  ret i64 %address
}

define internal void @patch(ptr %places, i64 %count, i64 %value) {
entry:
  %any = icmp ne i64 %count, 0
  br i1 %any, label %each, label %out
each:
  %index = phi i64 [0, %entry], [%next, %each]
  %place = call ptr @field(ptr %places, i64 %index)
  store i64 %value, ptr %place
  %next = add i64 %index, 1
  %more = icmp ult i64 %next, %count
  br i1 %more, label %each, label %out
out:
  ret void
}

; The BUFFER that holds the values of a node, below any barriers to gradients; null where there is none.
define internal ptr @storage_of(ptr %call, ptr %node) {
entry:
  %buffer_op = call ptr @field(ptr %call, i64 $CALL_BUFFER_OP)
  %barrier_op = call ptr @field(ptr %call, i64 $CALL_BARRIER_OP)
  %none = call ptr @field(ptr %call, i64 $CALL_NONE)
  br label %look
look:
  %current = phi ptr [%node, %entry], [%realized, %known], [%below, %down]
  %op = call ptr @slot(ptr %current, i64 $NODE_op)
  %is_buffer = icmp eq ptr %op, %buffer_op
  br i1 %is_buffer, label %found, label %ask
ask:
  %realized = call ptr @slot(ptr %current, i64 $NODE_realized)
  %is_none = icmp eq ptr %realized, %none
  br i1 %is_none, label %whether_barrier, label %known
known:
  br label %look
whether_barrier:
  %is_barrier = icmp eq ptr %op, %barrier_op
  br i1 %is_barrier, label %inside, label %absent
inside:
  %sources = call ptr @slot(ptr %current, i64 $NODE_sources)
  %below = call ptr @PyTuple_GetItem(ptr %sources, i64 0)
  %dtype = call ptr @slot(ptr %current, i64 $NODE_dtype)
  %dtype_below = call ptr @slot(ptr %below, i64 $NODE_dtype)
  %same = icmp eq ptr %dtype, %dtype_below
  br i1 %same, label %down, label %absent
down:
  br label %look
found:
  ret ptr %current
absent:
  ret ptr null
}

; The buffer of a tensor that is what its record says, in memory; null where it is not.
define internal ptr @memory_of(ptr %call, ptr %tensor, ptr %record) {
entry:
  %class = call ptr @slot(ptr %tensor, i64 $OBJECT_TYPE)
  %class_known = call ptr @field(ptr %record, i64 $RECORD_CLASS)
  %same_class = icmp eq ptr %class, %class_known
  br i1 %same_class, label %of_class, label %no
of_class:
  %device = call ptr @slot(ptr %tensor, i64 $TENSOR_device)
  %device_known = call ptr @field(ptr %call, i64 $CALL_DEVICE_NAME)
  %same_name = icmp eq ptr %device, %device_known
  br i1 %same_name, label %of_device, label %compare_names
compare_names:
  %equal_names = call i32 @PyObject_RichCompareBool(ptr %device, ptr %device_known, i32 2)
  %are_equal = icmp eq i32 %equal_names, 1
  br i1 %are_equal, label %of_device, label %no
of_device:
  %flow = call ptr @slot(ptr %tensor, i64 $TENSOR__flow)
  %flow_known = call ptr @field(ptr %record, i64 $RECORD_FLOW)
  %same_flow = icmp eq ptr %flow, %flow_known
  %node = call ptr @slot(ptr %tensor, i64 $TENSOR__node)
  %there = icmp ne ptr %node, null
  %both = and i1 %same_flow, %there
  br i1 %both, label %with_node, label %no
with_node:
  %dtype = call ptr @slot(ptr %node, i64 $NODE_dtype)
  %dtype_known = call ptr @field(ptr %record, i64 $RECORD_DTYPE)
  %same_dtype = icmp eq ptr %dtype, %dtype_known
  br i1 %same_dtype, label %of_dtype, label %no
of_dtype:
  %shape = call ptr @slot(ptr %node, i64 $NODE_shape)
  %shape_known = call ptr @field(ptr %record, i64 $RECORD_SHAPE)
  %same_shape = icmp eq ptr %shape, %shape_known
  br i1 %same_shape, label %of_shape, label %compare
compare:
  %equal = call i32 @PyObject_RichCompareBool(ptr %shape, ptr %shape_known, i32 2)
  %is_equal = icmp eq i32 %equal, 1
  br i1 %is_equal, label %of_shape, label %no
of_shape:
  %storage = call ptr @storage_of(ptr %call, ptr %node)
  %unrealized = icmp eq ptr %storage, null
  br i1 %unrealized, label %no, label %in_memory
in_memory:
  %buffer = call ptr @slot(ptr %storage, i64 $NODE_argument)
  %holder = call ptr @slot(ptr %buffer, i64 $BUFFER_device)
  %holder_known = call ptr @field(ptr %call, i64 $CALL_DEVICE)
  %same_holder = icmp eq ptr %holder, %holder_known
  br i1 %same_holder, label %yes, label %no
yes:
  ret ptr %buffer
no:
  ret ptr null
}

define internal i1 @holds(ptr %check) {
entry:
  %kind = call i64 @number(ptr %check, i64 $CHECK_KIND)
  %holder = call ptr @field(ptr %check, i64 $CHECK_HOLDER)
  %key = call ptr @field(ptr %check, i64 $CHECK_KEY)
  %expected = call ptr @field(ptr %check, i64 $CHECK_EXPECTED)
  switch i64 %kind, label %attribute [
    i64 $CHECK_CELL, label %cell
    i64 $CHECK_ENTRY, label %entry_of
    i64 $CHECK_LENGTH, label %length
    i64 $CHECK_ITEM, label %item
    i64 $CHECK_RESULT_OF, label %result_of
  ]
length:
  %size = call i64 @PyObject_Size(ptr %holder)
  %size_known = ptrtoint ptr %expected to i64
  %same_size = icmp eq i64 %size, %size_known
  ret i1 %same_size
entry_of:
  %borrowed = call ptr @PyDict_GetItemWithError(ptr %holder, ptr %key)
  %same_entry = icmp eq ptr %borrowed, %expected
  ret i1 %same_entry
cell:
  %content = call ptr @PyCell_Get(ptr %holder)
  br label %owned
item:
  %taken = call ptr @PyObject_GetItem(ptr %holder, ptr %key)
  br label %owned
result_of:
  %given = call ptr @PyObject_CallNoArgs(ptr %holder)
  br label %owned
attribute:
  %got = call ptr @PyObject_GetAttr(ptr %holder, ptr %key)
  br label %owned
owned:
  %value = phi ptr [%content, %cell], [%taken, %item], [%given, %result_of], [%got, %attribute]
  %absent = icmp eq ptr %value, null
  br i1 %absent, label %no, label %compare
compare:
  %same = icmp eq ptr %value, %expected
  call void @Py_DecRef(ptr %value)
  ret i1 %same
no:
  ret i1 false
}

; Have the memory of the arguments be somewhere: a buffer takes an address when it is first asked for it.
define internal void @settle(ptr %call, ptr %arguments) {
entry:
  %records = call ptr @field(ptr %call, i64 $CALL_RECORDS)
  %given = call i64 @number(ptr %call, i64 $CALL_ARGUMENT_COUNT)
  %none = call ptr @field(ptr %call, i64 $CALL_NONE)
  %name = call ptr @field(ptr %call, i64 $CALL_GPU_ADDRESS)
  br label %next
next:
  %index = phi i64 [0, %entry], [%index_next, %settled]
  %over = icmp eq i64 %index, %given
  br i1 %over, label %out, label %look
look:
  %index_next = add i64 %index, 1
  %words = mul i64 %index, $RECORD_WORDS
  %record = getelementptr i64, ptr %records, i64 %words
  %tensor = call ptr @field(ptr %arguments, i64 %index)
  %buffer = call ptr @memory_of(ptr %call, ptr %tensor, ptr %record)
  %missing = icmp eq ptr %buffer, null
  br i1 %missing, label %settled, label %there
there:
  %address = call ptr @slot(ptr %buffer, i64 $BUFFER__address)
  %unknown = icmp eq ptr %address, %none
  br i1 %unknown, label %ask, label %settled
ask:
  %found = call ptr @PyObject_GetAttr(ptr %buffer, ptr %name)
  %failed = icmp eq ptr %found, null
  br i1 %failed, label %settled, label %drop
drop:
  call void @Py_DecRef(ptr %found)
  br label %settled
settled:
  br label %next
out:
  ret void
}

; Whether the tensor of each record is what it was, arguments from the call and state from the records, and
; where.
define internal i1 @tensors_fit(ptr %call, ptr %arguments) {
entry:
  %records = call ptr @field(ptr %call, i64 $CALL_RECORDS)
  %given = call i64 @number(ptr %call, i64 $CALL_ARGUMENT_COUNT)
  %state = call i64 @number(ptr %call, i64 $CALL_STATE_COUNT)
  %all = add i64 %given, %state
  br label %next
next:
  %index = phi i64 [0, %entry], [%index_next, %fits]
  %over = icmp eq i64 %index, %all
  br i1 %over, label %yes, label %look
look:
  %index_next = add i64 %index, 1
  %words = mul i64 %index, $RECORD_WORDS
  %record = getelementptr i64, ptr %records, i64 %words
  %is_given = icmp ult i64 %index, %given
  br i1 %is_given, label %argument, label %held
held:
  %tensor_held = call ptr @field(ptr %record, i64 $RECORD_OBJECT)
  %buffer_held = call ptr @memory_of(ptr %call, ptr %tensor_held, ptr %record)
  %buffer_known = call ptr @field(ptr %record, i64 $RECORD_BUFFER)
  %same_buffer = icmp eq ptr %buffer_held, %buffer_known
  br i1 %same_buffer, label %same_memory, label %no
same_memory:
  %address_held = call i64 @address_of(ptr %call, ptr %buffer_held)
  %address_known = call i64 @number(ptr %record, i64 $RECORD_ADDRESS)
  %same_address = icmp eq i64 %address_held, %address_known
  br i1 %same_address, label %apart_from_arguments, label %no
apart_from_arguments:
  br label %other
argument:
  %tensor = call ptr @field(ptr %arguments, i64 %index)
  %buffer = call ptr @memory_of(ptr %call, ptr %tensor, ptr %record)
  %missing = icmp eq ptr %buffer, null
  br i1 %missing, label %no, label %in_memory
in_memory:
  %address = call i64 @address_of(ptr %call, ptr %buffer)
  %taken = add i64 %address, 1
  %real = icmp ugt i64 %taken, 1
  br i1 %real, label %known, label %no
known:
  %buffer_bits = ptrtoint ptr %buffer to i64
  call void @set(ptr %record, i64 $RECORD_BUFFER, i64 %buffer_bits)
  %before = call i64 @number(ptr %record, i64 $RECORD_ADDRESS)
  %moved = icmp ne i64 %before, %address
  br i1 %moved, label %follow, label %other
follow:
  call void @set(ptr %record, i64 $RECORD_ADDRESS, i64 %address)
  %places = call ptr @field(ptr %record, i64 $RECORD_PLACES)
  %count = call i64 @number(ptr %record, i64 $RECORD_PLACE_COUNT)
  call void @patch(ptr %places, i64 %count, i64 %address)
  br label %other
other:
  ; No two arguments, and no argument and state, are in the same memory.
  %mine = phi ptr [%buffer_held, %apart_from_arguments], [%buffer, %known], [%buffer, %follow]
  %earlier = call i64 @llvm.umin.i64(i64 %index, i64 %given)
  br label %each
each:
  %number = phi i64 [0, %other], [%number_next, %compare]
  %alone = icmp eq i64 %number, %earlier
  br i1 %alone, label %fits, label %compare
compare:
  %number_next = add i64 %number, 1
  %other_words = mul i64 %number, $RECORD_WORDS
  %other_record = getelementptr i64, ptr %records, i64 %other_words
  %theirs = call ptr @field(ptr %other_record, i64 $RECORD_BUFFER)
  %shared = icmp eq ptr %theirs, %mine
  br i1 %shared, label %no, label %each
fits:
  br label %next
yes:
  ret i1 true
no:
  ret i1 false
}

declare i64 @llvm.umin.i64(i64, i64)

define internal i1 @all_hold(ptr %call) {
entry:
  %checks = call ptr @field(ptr %call, i64 $CALL_CHECKS)
  %count = call i64 @number(ptr %call, i64 $CALL_CHECK_COUNT)
  br label %next
next:
  %index = phi i64 [0, %entry], [%index_next, %look]
  %over = icmp eq i64 %index, %count
  br i1 %over, label %yes, label %look
look:
  %index_next = add i64 %index, 1
  %words = mul i64 %index, $CHECK_WORDS
  %check = getelementptr i64, ptr %checks, i64 %words
  %held = call i1 @holds(ptr %check)
  br i1 %held, label %next, label %no
yes:
  ret i1 true
no:
  ret i1 false
}

; Whether the queue has done all that it was given, or soon has, its thread is there, and nobody is about to
; submit.
define internal i1 @at_rest(ptr %call) {
entry:
  %is_locked = call ptr @field(ptr %call, i64 $CALL_IS_LOCKED)
  %locked = call ptr @PyObject_CallNoArgs(ptr %is_locked)
  %false = call ptr @field(ptr %call, i64 $CALL_FALSE)
  %unlocked = icmp eq ptr %locked, %false
  call void @Py_DecRef(ptr %locked)
  %written_at = call ptr @field(ptr %call, i64 $CALL_WRITTEN)
  %read_at = call ptr @field(ptr %call, i64 $CALL_READ)
  %thread_at = call ptr @field(ptr %call, i64 $CALL_THREAD)
  %written = load atomic i64, ptr %written_at acquire, align 8
  %wait = call ptr @field(ptr %call, i64 $CALL_WAIT)
  %answer = call i32 %wait(ptr %read_at, i64 %written, i64 0, i64 $PATIENCE_NS)
  %thread = load atomic i32, ptr %thread_at acquire, align 4
  %done = icmp eq i32 %answer, 1
  %there = icmp ne i32 %thread, 0
  %rests = and i1 %done, %there
  %alone = and i1 %rests, %unlocked
  ret i1 %alone
}

; A node for a result, owned by the caller: null with an exception set where there is none.
define internal ptr @node_for(ptr %call, ptr %result) {
entry:
  %pool = call ptr @field(ptr %result, i64 $RESULT_POOL)
  %pooled = call i64 @number(ptr %result, i64 $RESULT_POOLED)
  %node_references = call i64 @number(ptr %result, i64 $RESULT_NODE_REFERENCES)
  %buffer_references = call i64 @number(ptr %result, i64 $RESULT_BUFFER_REFERENCES)
  %node_count = trunc i64 %node_references to i32
  %buffer_count = trunc i64 %buffer_references to i32
  %none = call ptr @field(ptr %call, i64 $CALL_NONE)
  %false = call ptr @field(ptr %call, i64 $CALL_FALSE)
  br label %next
next:
  %index = phi i64 [0, %entry], [%index_next, %look], [%index_next, %look_at_buffer]
  %over = icmp eq i64 %index, %pooled
  br i1 %over, label %make, label %look
look:
  %index_next = add i64 %index, 1
  %node = call ptr @field(ptr %pool, i64 %index)
  %node_now = load i32, ptr %node
  %node_free = icmp eq i32 %node_now, %node_count
  br i1 %node_free, label %look_at_buffer, label %next
look_at_buffer:
  %buffer = call ptr @slot(ptr %node, i64 $NODE_argument)
  %buffer_now = load i32, ptr %buffer
  %buffer_free = icmp eq i32 %buffer_now, %buffer_count
  %aliased = call ptr @slot(ptr %buffer, i64 $BUFFER_is_aliased)
  %not_aliased = icmp eq ptr %aliased, %false
  %place = call ptr @slot(ptr %buffer, i64 $BUFFER__place)
  %not_replaced = icmp eq ptr %place, %none
  %realized = call ptr @slot(ptr %node, i64 $NODE_realized)
  %plain = icmp eq ptr %realized, %none
  %a = and i1 %buffer_free, %not_aliased
  %b = and i1 %not_replaced, %plain
  %usable = and i1 %a, %b
  br i1 %usable, label %take, label %next
take:
  call void @Py_IncRef(ptr %node)
  ret ptr %node
make:
  %maker = call ptr @field(ptr %result, i64 $RESULT_MAKE)
  %made = call ptr @PyObject_CallNoArgs(ptr %maker)
  ret ptr %made
}

define internal void @let_go(ptr %results, i64 %count) {
entry:
  br label %next
next:
  %index = phi i64 [0, %entry], [%index_next, %look]
  %over = icmp eq i64 %index, %count
  br i1 %over, label %out, label %look
look:
  %index_next = add i64 %index, 1
  %words = mul i64 %index, $RESULT_WORDS
  %result = getelementptr i64, ptr %results, i64 %words
  %node = call ptr @field(ptr %result, i64 $RESULT_NODE)
  call void @Py_DecRef(ptr %node)
  br label %next
out:
  ret void
}

; Memory for every result; false with an exception set where there is none.
define internal i1 @results_have_memory(ptr %call) {
entry:
  %results = call ptr @field(ptr %call, i64 $CALL_RESULTS)
  %count = call i64 @number(ptr %call, i64 $CALL_RESULT_COUNT)
  br label %next
next:
  %index = phi i64 [0, %entry], [%index_next, %known], [%index_next, %follow]
  %over = icmp eq i64 %index, %count
  br i1 %over, label %yes, label %look
look:
  %index_next = add i64 %index, 1
  %words = mul i64 %index, $RESULT_WORDS
  %result = getelementptr i64, ptr %results, i64 %words
  %node = call ptr @node_for(ptr %call, ptr %result)
  %absent = icmp eq ptr %node, null
  br i1 %absent, label %no, label %known
known:
  %bits = ptrtoint ptr %node to i64
  call void @set(ptr %result, i64 $RESULT_NODE, i64 %bits)
  %buffer = call ptr @slot(ptr %node, i64 $NODE_argument)
  %address = call i64 @address_of(ptr %call, ptr %buffer)
  %before = call i64 @number(ptr %result, i64 $RESULT_ADDRESS)
  %moved = icmp ne i64 %before, %address
  br i1 %moved, label %follow, label %next
follow:
  call void @set(ptr %result, i64 $RESULT_ADDRESS, i64 %address)
  %places = call ptr @field(ptr %result, i64 $RESULT_PLACES)
  %place_count = call i64 @number(ptr %result, i64 $RESULT_PLACE_COUNT)
  call void @patch(ptr %places, i64 %place_count, i64 %address)
  br label %next
yes:
  ret i1 true
no:
  call void @let_go(ptr %results, i64 %index)
  ret i1 false
}

; Take another reference to the buffers of all records, or give them back.
define internal void @hold(ptr %call, i1 %take) {
entry:
  %records = call ptr @field(ptr %call, i64 $CALL_RECORDS)
  %given = call i64 @number(ptr %call, i64 $CALL_ARGUMENT_COUNT)
  %state = call i64 @number(ptr %call, i64 $CALL_STATE_COUNT)
  %all = add i64 %given, %state
  br label %next
next:
  %index = phi i64 [0, %entry], [%index_next, %more], [%index_next, %less]
  %over = icmp eq i64 %index, %all
  br i1 %over, label %out, label %look
look:
  %index_next = add i64 %index, 1
  %words = mul i64 %index, $RECORD_WORDS
  %record = getelementptr i64, ptr %records, i64 %words
  %buffer = call ptr @field(ptr %record, i64 $RECORD_BUFFER)
  br i1 %take, label %more, label %less
more:
  call void @Py_IncRef(ptr %buffer)
  br label %next
less:
  call void @Py_DecRef(ptr %buffer)
  br label %next
out:
  ret void
}

; Do the work: nanoseconds, -1 where the card failed. While it takes long other threads of Python's run, and
; the lock keeps the queue at rest; $NOT_BEGUN where that is held.
define internal i64 @work(ptr %call) {
entry:
  %perform = call ptr @field(ptr %call, i64 $CALL_PERFORM)
  %queue = call ptr @field(ptr %call, i64 $CALL_QUEUE)
  %start = call ptr @field(ptr %call, i64 $CALL_START)
  %slots = call i64 @number(ptr %call, i64 $CALL_SLOTS)
  %took = call i64 @number(ptr %call, i64 $CALL_TOOK)
  %short_enough = call i64 @number(ptr %call, i64 $CALL_RELEASE_ABOVE)
  %long = icmp ugt i64 %took, %short_enough
  br i1 %long, label %apart, label %here
here:
  %quick = call i64 %perform(ptr %queue, ptr %start, i64 %slots)
  ret i64 %quick
apart:
  %acquire = call ptr @field(ptr %call, i64 $CALL_ACQUIRE)
  %not_blocking = call ptr @field(ptr %call, i64 $CALL_NOT_BLOCKING)
  %entered = call ptr @PyObject_Call(ptr %acquire, ptr %not_blocking, ptr null)
  %false = call ptr @field(ptr %call, i64 $CALL_FALSE)
  %held = icmp eq ptr %entered, %false
  call void @Py_DecRef(ptr %entered)
  br i1 %held, label %later, label %alone
later:
  ; Another thread has it, and was about to say so.
  ret i64 $NOT_BEGUN
alone:
  call void @hold(ptr %call, i1 true)
  %thread = call ptr @PyEval_SaveThread()
  %slow = call i64 %perform(ptr %queue, ptr %start, i64 %slots)
  call void @PyEval_RestoreThread(ptr %thread)
  call void @hold(ptr %call, i1 false)
  %release = call ptr @field(ptr %call, i64 $CALL_RELEASE)
  %left = call ptr @PyObject_CallNoArgs(ptr %release)
  call void @Py_DecRef(ptr %left)
  ret i64 %slow
}

; The tensor of a result, which takes over the reference to the node.
define internal ptr @tensor_of(ptr %call, ptr %result) {
entry:
  %class = call ptr @field(ptr %result, i64 $RESULT_CLASS)
  %node = call ptr @field(ptr %result, i64 $RESULT_NODE)
  %tensor = call ptr @PyType_GenericAlloc(ptr %class, i64 0)
  %absent = icmp eq ptr %tensor, null
  br i1 %absent, label %no, label %filled
filled:
  %node_at = getelementptr i8, ptr %tensor, i64 $TENSOR__node
  store ptr %node, ptr %node_at
  %device = call ptr @field(ptr %call, i64 $CALL_DEVICE_NAME)
  %flow = call ptr @field(ptr %result, i64 $RESULT_FLOW)
  %none = call ptr @field(ptr %call, i64 $CALL_NONE)
  call void @fill(ptr %tensor, i64 $TENSOR_device, ptr %device)
  call void @fill(ptr %tensor, i64 $TENSOR__flow, ptr %flow)
  call void @fill(ptr %tensor, i64 $TENSOR_grad, ptr %none)
  call void @fill(ptr %tensor, i64 $TENSOR__previous, ptr %none)
  call void @fill(ptr %tensor, i64 $TENSOR__origin, ptr %none)
  call void @fill(ptr %tensor, i64 $TENSOR__views, ptr %none)
  ret ptr %tensor
no:
  call void @Py_DecRef(ptr %node)
  ret ptr null
}

; All results, as FINISH makes them of their list; null with an exception set where that fails.
define internal ptr @finished(ptr %call, ptr %finish) {
entry:
  %results = call ptr @field(ptr %call, i64 $CALL_RESULTS)
  %count = call i64 @number(ptr %call, i64 $CALL_RESULT_COUNT)
  %list = call ptr @PyList_New(i64 %count)
  %no_list = icmp eq ptr %list, null
  br i1 %no_list, label %lost, label %next
next:
  %index = phi i64 [0, %entry], [%index_next, %put]
  %over = icmp eq i64 %index, %count
  br i1 %over, label %whole, label %look
look:
  %index_next = add i64 %index, 1
  %words = mul i64 %index, $RESULT_WORDS
  %result = getelementptr i64, ptr %results, i64 %words
  %tensor = call ptr @tensor_of(ptr %call, ptr %result)
  %absent = icmp eq ptr %tensor, null
  br i1 %absent, label %broken, label %put
put:
  call i32 @PyList_SetItem(ptr %list, i64 %index, ptr %tensor)
  br label %next
whole:
  call void @set(ptr %call, i64 $CALL_BUSY, i64 0)
  %shown = call ptr @PyObject_CallOneArg(ptr %finish, ptr %list)
  call void @Py_DecRef(ptr %list)
  ret ptr %shown
broken:
  %left = sub i64 %count, %index_next
  %rest_words = mul i64 %index_next, $RESULT_WORDS
  %rest = getelementptr i64, ptr %results, i64 %rest_words
  call void @let_go(ptr %rest, i64 %left)
  call void @Py_DecRef(ptr %list)
  br label %failed
lost:
  call void @let_go(ptr %results, i64 %count)
  br label %failed
failed:
  call void @set(ptr %call, i64 $CALL_BUSY, i64 0)
  ret ptr null
}

; A function for PyMethodDef, METH_FASTCALL: `self` is the address of the CALL as an int.
define ptr @native_call(ptr %self, ptr %arguments, i64 %count) {
entry:
  %call = call ptr @PyLong_AsVoidPtr(ptr %self)
  %usable = call i64 @number(ptr %call, i64 $CALL_USABLE)
  %busy = call i64 @number(ptr %call, i64 $CALL_BUSY)
  %free = icmp ugt i64 %usable, %busy
  %expected = call i64 @number(ptr %call, i64 $CALL_ARGUMENT_COUNT)
  %same_count = icmp eq i64 %count, %expected
  %begins = and i1 %free, %same_count
  br i1 %begins, label %inside, label %refuse
inside:
  call void @set(ptr %call, i64 $CALL_BUSY, i64 1)
  %took = call i64 @number(ptr %call, i64 $CALL_TOOK)
  %longest = call i64 @number(ptr %call, i64 $CALL_LONGEST)
  %long = icmp ugt i64 %took, %longest
  br i1 %long, label %too_long, label %short
too_long:
  ; What took long once is tried again, the later the longer it took.
  %eighth = lshr i64 %took, 3
  %less = sub i64 %took, %eighth
  call void @set(ptr %call, i64 $CALL_TOOK, i64 %less)
  br label %leave
short:
  ; What makes memory, and a check, may run anything, other threads too: they come first.
  call void @settle(ptr %call, ptr %arguments)
  %memory = call i1 @results_have_memory(ptr %call)
  br i1 %memory, label %ready, label %fail
ready:
  %results = call ptr @field(ptr %call, i64 $CALL_RESULTS)
  %result_count = call i64 @number(ptr %call, i64 $CALL_RESULT_COUNT)
  %hold = call i1 @all_hold(ptr %call)
  br i1 %hold, label %checked, label %give_back
checked:
  %fit = call i1 @tensors_fit(ptr %call, ptr %arguments)
  br i1 %fit, label %fitting, label %give_back
fitting:
  %rests = call i1 @at_rest(ptr %call)
  br i1 %rests, label %do, label %give_back
give_back:
  call void @let_go(ptr %results, i64 %result_count)
  br label %leave
do:
  %took_now = call i64 @work(ptr %call)
  %not_begun = icmp eq i64 %took_now, $NOT_BEGUN
  br i1 %not_begun, label %give_back, label %begun
begun:
  %lost = icmp slt i64 %took_now, 0
  br i1 %lost, label %failed, label %done
failed:
  call void @let_go(ptr %results, i64 %result_count)
  call void @set(ptr %call, i64 $CALL_BUSY, i64 0)
  %failure = call ptr @field(ptr %call, i64 $CALL_FAILED)
  %nothing = call ptr @PyObject_CallNoArgs(ptr %failure)
  ret ptr %nothing
done:
  call void @set(ptr %call, i64 $CALL_TOOK, i64 %took_now)
  %finish = call ptr @field(ptr %call, i64 $CALL_FINISH)
  %single = icmp eq ptr %finish, null
  br i1 %single, label %one, label %several
one:
  %tensor = call ptr @tensor_of(ptr %call, ptr %results)
  call void @set(ptr %call, i64 $CALL_BUSY, i64 0)
  ret ptr %tensor
several:
  %shown = call ptr @finished(ptr %call, ptr %finish)
  ret ptr %shown
fail:
  call void @set(ptr %call, i64 $CALL_BUSY, i64 0)
  ret ptr null
leave:
  call void @set(ptr %call, i64 $CALL_BUSY, i64 0)
  br label %refuse
refuse:
  call void @PyErr_Clear()
  %refusal = call ptr @field(ptr %call, i64 $CALL_REFUSAL)
  call void @Py_IncRef(ptr %refusal)
  ret ptr %refusal
}
"""
