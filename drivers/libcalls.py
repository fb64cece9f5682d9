"""Conversions to and from floats of 16 bits, for processors that have no instruction for them.

LLVM then calls functions of the compiler's own runtime library (compiler-rt and libgcc have them), which need
not be on a machine that compiles nothing else. Their names and what they convert are LLVM's
(RuntimeLibcalls.def: FPEXT_F16_F32, FPROUND_F64_F16 and their neighbours). They are written in LLVM IR here,
without the conversions that they stand for, and round once, to nearest even.
"""

from __future__ import annotations

# The float next to a double toward zero, and where the double is between two floats, the odd one of them: no
# rounding to fewer bits can tell it from the double (Boldo and Melquiond, "Emulation of FMA and correctly
# rounded sums: proved algorithms using rounding to odd", 2008).
_ODD = """
define internal float @barewire.rounded.to.odd(double %x) {
  %near = fptrunc double %x to float
  %back = fpext float %near to double
  %bits = bitcast float %near to i32
  %exact = fcmp ueq double %back, %x
  %back.bits = bitcast double %back to i64
  %x.bits = bitcast double %x to i64
  %beyond = icmp ugt i64 %back.bits, %x.bits
  %step = zext i1 %beyond to i32
  %inward = sub i32 %bits, %step
  %odd = or i32 %inward, 1
  %chosen = select i1 %exact, i32 %bits, i32 %odd
  %result = bitcast i32 %chosen to float
  ret float %result
}
"""

# A normal half has the float's exponent less 112 and its upper 10 bits. A denormal one counts units of 2^-24:
# those are the lower bits of the float's sum with 0.5, whose last bit is 2^-24.
_HALF_OF_FLOAT = """
define internal i16 @barewire.half.of.float(float %x) {
  %bits = bitcast float %x to i32
  %magnitude = and i32 %bits, 2147483647
  %sign.bit = lshr i32 %bits, 16
  %sign = and i32 %sign.bit, 32768
  %last.kept = lshr i32 %magnitude, 13
  %last = and i32 %last.kept, 1
  %half.less = add i32 %magnitude, 4095
  %rounded = add i32 %half.less, %last
  %shifted = lshr i32 %rounded, 13
  %normal = sub i32 %shifted, 114688
  %positive = bitcast i32 %magnitude to float
  %lifted = fadd float %positive, 0.5
  %lifted.bits = bitcast float %lifted to i32
  %denormal = sub i32 %lifted.bits, 1056964608
  %is.small = icmp ult i32 %magnitude, 947912704
  %finite = select i1 %is.small, i32 %denormal, i32 %normal
  %is.large = icmp uge i32 %magnitude, 1199566848
  %payload.shifted = lshr i32 %magnitude, 13
  %payload = and i32 %payload.shifted, 1023
  %nan = or i32 %payload, 32256
  %is.nan = icmp ugt i32 %magnitude, 2139095040
  %special = select i1 %is.nan, i32 %nan, i32 31744
  %unsigned = select i1 %is.large, i32 %special, i32 %finite
  %signed = or i32 %unsigned, %sign
  %result = trunc i32 %signed to i16
  ret i16 %result
}
"""

_BFLOAT_OF_FLOAT = """
define internal i16 @barewire.bfloat.of.float(float %x) {
  %bits = bitcast float %x to i32
  %upper = lshr i32 %bits, 16
  %last = and i32 %upper, 1
  %half.less = add i32 %bits, 32767
  %rounded = add i32 %half.less, %last
  %number = lshr i32 %rounded, 16
  %nan = or i32 %upper, 64
  %is.nan = fcmp uno float %x, 0.0
  %chosen = select i1 %is.nan, i32 %nan, i32 %number
  %result = trunc i32 %chosen to i16
  ret i16 %result
}
"""


def _from_float(name: str, kind: str) -> str:
    return f"""
define hidden {kind} @{name}(float %x) {{
  %bits = call i16 @barewire.{kind}.of.float(float %x)
  %result = bitcast i16 %bits to {kind}
  ret {kind} %result
}}
"""


def _from_double(name: str, kind: str) -> str:
    return f"""
define hidden {kind} @{name}(double %x) {{
  %single = call float @barewire.rounded.to.odd(double %x)
  %bits = call i16 @barewire.{kind}.of.float(float %single)
  %result = bitcast i16 %bits to {kind}
  ret {kind} %result
}}
"""


# A half's exponent and fraction, moved into a float's place, are the number divided by 2^112.
_FLOAT_OF_HALF = """
define hidden float @__extendhfsf2(half %x) {
  %narrow = bitcast half %x to i16
  %bits = zext i16 %narrow to i32
  %sign.bit = and i32 %bits, 32768
  %sign = shl i32 %sign.bit, 16
  %magnitude = and i32 %bits, 32767
  %placed = shl i32 %magnitude, 13
  %small = bitcast i32 %placed to float
  %number = fmul float %small, 0x46F0000000000000
  %number.bits = bitcast float %number to i32
  %special.bits = or i32 %placed, 2139095040
  %is.nan = icmp ugt i32 %magnitude, 31744
  %quiet = select i1 %is.nan, i32 4194304, i32 0
  %special = or i32 %special.bits, %quiet
  %is.special = icmp uge i32 %magnitude, 31744
  %unsigned = select i1 %is.special, i32 %special, i32 %number.bits
  %signed = or i32 %unsigned, %sign
  %result = bitcast i32 %signed to float
  ret float %result
}
"""

# What each is written with.
_DEFINITIONS: dict[str, tuple[str, ...]] = {
    "__extendhfsf2": (_FLOAT_OF_HALF,),
    "__truncsfhf2": (_HALF_OF_FLOAT, _from_float("__truncsfhf2", "half")),
    "__truncdfhf2": (_ODD, _HALF_OF_FLOAT, _from_double("__truncdfhf2", "half")),
    "__truncsfbf2": (_BFLOAT_OF_FLOAT, _from_float("__truncsfbf2", "bfloat")),
    "__truncdfbf2": (_ODD, _BFLOAT_OF_FLOAT, _from_double("__truncdfbf2", "bfloat")),
}
# How all their names end.
_ENDING = b"f2\0"


def definitions(image: bytes) -> str:
    """The IR of those functions that an object file calls; the same IR with it needs none of them."""
    if _ENDING not in image:
        return ""
    called = [name for name in _DEFINITIONS if f"\0{name}\0".encode() in image]
    return "".join(dict.fromkeys(part for name in called for part in _DEFINITIONS[name]))
