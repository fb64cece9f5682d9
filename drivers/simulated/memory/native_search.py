"""The search in an address space's table (vm.AddressSpace.table), for handlers, as LLVM IR."""

from __future__ import annotations

# The entry that a card address lies in, or null.
FIND_MAPPING = """
define internal ptr @find_mapping(ptr %cell, i64 %address) noinline nounwind {
start:
  %table = load atomic ptr, ptr %cell acquire, align 8
  %count = load i64, ptr %table, align 8
  %entries = getelementptr i8, ptr %table, i64 16
  br label %head
head:
  %low = phi i64 [0, %start], [%low.next, %body]
  %high = phi i64 [%count, %start], [%high.next, %body]
  %more = icmp ult i64 %low, %high
  br i1 %more, label %body, label %done
body:
  %sum = add i64 %low, %high
  %middle = lshr i64 %sum, 1
  %entry = getelementptr [4 x i64], ptr %entries, i64 %middle
  %first = load i64, ptr %entry, align 8
  %beyond = icmp ugt i64 %first, %address
  %after = add i64 %middle, 1
  %low.next = select i1 %beyond, i64 %low, i64 %after
  %high.next = select i1 %beyond, i64 %middle, i64 %high
  br label %head
done:
  %none = icmp eq i64 %low, 0
  br i1 %none, label %no, label %maybe
maybe:
  %index = sub i64 %low, 1
  %found = getelementptr [4 x i64], ptr %entries, i64 %index
  %end.at = getelementptr i8, ptr %found, i64 8
  %end = load i64, ptr %end.at, align 8
  %inside = icmp ult i64 %address, %end
  %result = select i1 %inside, ptr %found, ptr null
  ret ptr %result
no:
  ret ptr null
}
"""
