"""LLVM IR of kernels that between them make the AMDGPU back end emit most of what kernels use."""

# ruff: noqa: E501 (lines of IR stay whole)

from __future__ import annotations

from collections.abc import Iterator

HEADER = """
declare i32 @llvm.amdgcn.workitem.id.x()
declare i32 @llvm.amdgcn.workgroup.id.x()
declare void @llvm.amdgcn.s.barrier()
"""
INTEGERS = ("i8", "i16", "i32", "i64")
FLOATS = ("half", "float", "double", "bfloat")
SUFFIX = {"half": "f16", "float": "f32", "double": "f64", "bfloat": "bf16"}
INTEGER_OPS = ("add", "sub", "mul", "and", "or", "xor", "shl", "lshr", "ashr", "udiv", "sdiv", "urem", "srem")
FLOAT_OPS = ("fadd", "fsub", "fmul", "fdiv", "frem")
NOT_LOWERED = frozenset({("frem", "bfloat")})  # LLVM ends the process over it
UNARY = (
    "sqrt",
    "exp2",
    "log2",
    "exp",
    "log",
    "sin",
    "cos",
    "floor",
    "ceil",
    "trunc",
    "rint",
    "round",
    "fabs",
    "canonicalize",
)
UNARY_NOT_DOUBLE = frozenset({"exp2", "log2", "exp", "log", "sin", "cos"})
BINARY = ("minnum", "maxnum", "minimum", "maximum", "copysign", "pow")
INTEGER_INTRINSICS = ("smax", "smin", "umax", "umin", "ctpop", "bitreverse", "fshl", "uadd.sat", "ssub.sat")
COMPARES = ("oeq", "ogt", "oge", "olt", "ole", "one", "ord", "uno", "ueq", "une", "ugt")


def kernel(
    body: str,
    arguments: str = "ptr addrspace(1) %p, ptr addrspace(1) %q, i32 %n",
    extra: str = "",
    attributes: str = "",
) -> str:
    """A kernel `k`: %i is the work-item number."""
    return (
        f"{HEADER}{extra}\ndefine amdgpu_kernel void @k({arguments}) {attributes} {{\n"
        f"  %i = call i32 @llvm.amdgcn.workitem.id.x()\n{body}\n  ret void\n}}\n"
    )


def over(element: str, line: str, declaration: str = "", result: str = "") -> str:
    """Three loads of `element`, a line that makes %r of %a, %b and %c, and a store."""
    loads = "".join(
        f"  %p{name} = getelementptr {element}, ptr addrspace(1) %p, i32 %{index}\n"
        f"  %{name} = load {element}, ptr addrspace(1) %p{name}\n"
        for name, index in (("a", "i"), ("b", "j"), ("c", "l"))
    )
    result = result or element
    return kernel(
        "  %j = add i32 %i, %n\n  %l = mul i32 %i, 3\n"
        f"{loads}{line}\n  %o = getelementptr {result}, ptr addrspace(1) %q, i32 %i\n"
        f"  store {result} %r, ptr addrspace(1) %o",
        extra=declaration,
    )


def elementwise() -> Iterator[tuple[str, str]]:
    """Arithmetic of every type."""
    for element in INTEGERS:
        for op in INTEGER_OPS:
            yield f"{op} {element}", over(element, f"  %r = {op} {element} %a, %b")
        for op in INTEGER_INTRINSICS:
            count = {"ctpop": 1, "bitreverse": 1, "fshl": 3}.get(op, 2)
            arguments = ", ".join(f"{element} %{name}" for name in "abc"[:count])
            types = ", ".join([element] * count)
            yield (
                f"{op} {element}",
                over(
                    element,
                    f"  %r = call {element} @llvm.{op}.{element}({arguments})",
                    f"declare {element} @llvm.{op}.{element}({types})",
                ),
            )
        yield (
            f"ctlz {element}",
            over(
                element,
                f"  %r = call {element} @llvm.ctlz.{element}({element} %a, i1 false)",
                f"declare {element} @llvm.ctlz.{element}({element}, i1)",
            ),
        )
        for compare in ("eq", "slt", "ult", "sge"):
            yield (
                f"icmp {compare} {element}",
                over(
                    element,
                    f"  %t = icmp {compare} {element} %a, %b\n  %r = select i1 %t, {element} %c, {element} %b",
                ),
            )
    for element in FLOATS:
        for op in FLOAT_OPS:
            if (op, element) not in NOT_LOWERED:
                yield f"{op} {element}", over(element, f"  %r = {op} {element} %a, %b")
        name = SUFFIX[element]
        for op in UNARY:
            if element == "double" and op in UNARY_NOT_DOUBLE:
                continue
            yield (
                f"{op} {element}",
                over(
                    element,
                    f"  %r = call {element} @llvm.{op}.{name}({element} %a)",
                    f"declare {element} @llvm.{op}.{name}({element})",
                ),
            )
        for op in BINARY:
            if op == "pow" and element == "double":
                continue
            yield (
                f"{op} {element}",
                over(
                    element,
                    f"  %r = call {element} @llvm.{op}.{name}({element} %a, {element} %b)",
                    f"declare {element} @llvm.{op}.{name}({element}, {element})",
                ),
            )
        yield (
            f"fma {element}",
            over(
                element,
                f"  %m = call {element} @llvm.fma.{name}({element} %a, {element} %b, {element} %c)\n"
                f"  %k = fneg {element} %b\n  %r = call {element} @llvm.fma.{name}({element} %m, {element} %k, {element} 1.5)",
                f"declare {element} @llvm.fma.{name}({element}, {element}, {element})",
            ),
        )
        for compare in COMPARES:
            yield (
                f"fcmp {compare} {element}",
                over(
                    element,
                    f"  %t = fcmp {compare} {element} %a, %b\n  %r = select i1 %t, {element} %c, {element} %b",
                ),
            )


def conversions() -> Iterator[tuple[str, str]]:
    """Between all types."""
    for source in FLOATS:
        for target in INTEGERS:
            for op in ("fptosi", "fptoui"):
                yield (
                    f"{op} {source} {target}",
                    over(source, f"  %r = {op} {source} %a to {target}", result=target),
                )
            for op in ("sitofp", "uitofp"):
                yield (
                    f"{op} {target} {source}",
                    over(target, f"  %r = {op} {target} %a to {source}", result=source),
                )
    widths = {"half": 16, "bfloat": 16, "float": 32, "double": 64}
    for source in FLOATS:
        for target in FLOATS:
            if widths[source] != widths[target]:
                op = "fptrunc" if widths[source] > widths[target] else "fpext"
                yield (
                    f"{op} {source} {target}",
                    over(source, f"  %r = {op} {source} %a to {target}", result=target),
                )
    for source in INTEGERS:
        for target in INTEGERS:
            if int(source[1:]) < int(target[1:]):
                for op in ("sext", "zext"):
                    yield (
                        f"{op} {source} {target}",
                        over(source, f"  %r = {op} {source} %a to {target}", result=target),
                    )
            elif source != target:
                yield (
                    f"trunc {source} {target}",
                    over(source, f"  %r = trunc {source} %a to {target}", result=target),
                )


def vectors() -> Iterator[tuple[str, str]]:
    """Wide loads and packed arithmetic."""
    for element in (
        "<2 x half>",
        "<4 x half>",
        "<2 x i16>",
        "<4 x float>",
        "<2 x float>",
        "<3 x i32>",
        "<8 x i16>",
        "<2 x double>",
        "<16 x i8>",
    ):
        ops = (
            ("fadd", "fmul", "fsub")
            if any(kind in element for kind in FLOATS)
            else ("add", "mul", "shl", "ashr", "and")
        )
        for op in ops:
            yield (
                f"{op} {element}",
                over(element, f"  %t = {op} {element} %a, %b\n  %r = {op} {element} %t, %c"),
            )
    pair = "<2 x half>"
    yield (
        "packed fma",
        over(
            pair,
            f"  %r = call {pair} @llvm.fma.v2f16({pair} %a, {pair} %b, {pair} %c)",
            f"declare {pair} @llvm.fma.v2f16({pair}, {pair}, {pair})",
        ),
    )
    yield (
        "mixed fma",
        over(
            "half",
            "  %x = fpext half %a to float\n  %y = fpext half %b to float\n  %z = fpext half %c to float\n"
            "  %r = call float @llvm.fma.f32(float %x, float %y, float %z)",
            "declare float @llvm.fma.f32(float, float, float)",
            "float",
        ),
    )


def memory() -> Iterator[tuple[str, str]]:
    """LDS, scratch, atomics, flat and constant memory."""
    for element in ("i8", "i16", "i32", "i64", "<4 x i32>", "<3 x i32>", "half"):
        body = (
            f"  %pa = getelementptr {element}, ptr addrspace(1) %p, i32 %i\n  %a = load {element}, ptr addrspace(1) %pa\n"
            f"  %s = getelementptr [64 x {element}], ptr addrspace(3) @lds, i32 0, i32 %i\n"
            f"  store {element} %a, ptr addrspace(3) %s\n  call void @llvm.amdgcn.s.barrier()\n  %j = xor i32 %i, 5\n"
            f"  %t = getelementptr [64 x {element}], ptr addrspace(3) @lds, i32 0, i32 %j\n"
            f"  %b = load {element}, ptr addrspace(3) %t\n  %u = getelementptr {element}, ptr addrspace(1) %q, i32 %i\n"
            f"  store {element} %b, ptr addrspace(1) %u"
        )
        yield (
            f"LDS {element}",
            kernel(body, extra=f"@lds = internal addrspace(3) global [64 x {element}] undef, align 16"),
        )
    for space, name in ((1, "global"), (3, "LDS"), (0, "flat")):
        kind = f"ptr addrspace({space})" if space else "ptr"
        for element in ("i32", "i64"):
            for op in ("add", "sub", "and", "or", "xor", "umax", "min", "xchg", "uinc_wrap"):
                yield (
                    f"atomic {op} {name} {element}",
                    kernel(
                        f"  %v = zext i32 %i to i64\n  %w = trunc i64 %v to {element}\n"
                        f'  %a = atomicrmw {op} {kind} %x, {element} %w syncscope("agent") monotonic\n'
                        f"  %u = getelementptr {element}, ptr addrspace(1) %q, i32 %i\n  store {element} %a, ptr addrspace(1) %u\n"
                        f"  %z = atomicrmw {op} {kind} %x, {element} 3 seq_cst",
                        arguments=f"{kind} %x, ptr addrspace(1) %q",
                    ).replace("trunc i64 %v to i64", "add i64 %v, 0"),
                )
            yield (
                f"cmpxchg {name} {element}",
                kernel(
                    f"  %r = cmpxchg {kind} %x, {element} 1, {element} 2 seq_cst seq_cst\n"
                    f"  %a = extractvalue {{ {element}, i1 }} %r, 0\n"
                    f"  %u = getelementptr {element}, ptr addrspace(1) %q, i32 %i\n  store {element} %a, ptr addrspace(1) %u",
                    arguments=f"{kind} %x, ptr addrspace(1) %q",
                ),
            )
        for element in ("float", "double"):
            yield (
                f"atomic fadd {name} {element}",
                kernel(
                    f'  %a = atomicrmw fadd {kind} %x, {element} 1.0 syncscope("agent") monotonic\n'
                    f"  %u = getelementptr {element}, ptr addrspace(1) %q, i32 %i\n  store {element} %a, ptr addrspace(1) %u",
                    arguments=f"{kind} %x, ptr addrspace(1) %q",
                ),
            )
    yield (
        "scratch",
        kernel(
            "  %m = alloca [64 x i32], addrspace(5)\n  %z = and i32 %i, 63\n"
            "  %s = getelementptr [64 x i32], ptr addrspace(5) %m, i32 0, i32 %z\n  store volatile i32 %i, ptr addrspace(5) %s\n"
            "  %y = and i32 %n, 63\n  %t = getelementptr [64 x i32], ptr addrspace(5) %m, i32 0, i32 %y\n"
            "  %a = load volatile i32, ptr addrspace(5) %t\n  %u = getelementptr i32, ptr addrspace(1) %q, i32 %i\n"
            "  store i32 %a, ptr addrspace(1) %u"
        ),
    )
    for element in ("i8", "i16", "i32", "i64", "<4 x i32>", "<8 x i32>", "<16 x i32>"):
        yield (
            f"constant {element}",
            kernel(
                f"  %a = load {element}, ptr addrspace(4) %x, align 64\n  %g = getelementptr {element}, ptr addrspace(4) %x, i32 %n\n"
                f"  %b = load {element}, ptr addrspace(4) %g, align 4\n  %c = add {element} %a, %b\n"
                f"  store {element} %c, ptr addrspace(1) %q",
                arguments="ptr addrspace(4) %x, ptr addrspace(1) %q, i32 %n",
            ),
        )
    resource = "<4 x i32>"
    for element, name in (
        ("i32", "i32"),
        ("<2 x i32>", "v2i32"),
        ("<4 x float>", "v4f32"),
        ("i8", "i8"),
        ("half", "f16"),
    ):
        yield (
            f"buffer {element}",
            kernel(
                f"  %a = call {element} @llvm.amdgcn.raw.buffer.load.{name}({resource} %x, i32 %i, i32 %n, i32 0)\n"
                f"  %b = call {element} @llvm.amdgcn.struct.buffer.load.{name}({resource} %x, i32 %i, i32 16, i32 %n, i32 1)\n"
                f"  call void @llvm.amdgcn.raw.buffer.store.{name}({element} %a, {resource} %x, i32 %i, i32 4, i32 0)\n"
                f"  call void @llvm.amdgcn.struct.buffer.store.{name}({element} %b, {resource} %x, i32 %n, i32 %i, i32 8, i32 0)",
                arguments=f"{resource} inreg %x, i32 %n",
                extra=f"declare {element} @llvm.amdgcn.raw.buffer.load.{name}({resource}, i32, i32, i32)\n"
                f"declare {element} @llvm.amdgcn.struct.buffer.load.{name}({resource}, i32, i32, i32, i32)\n"
                f"declare void @llvm.amdgcn.raw.buffer.store.{name}({element}, {resource}, i32, i32, i32)\n"
                f"declare void @llvm.amdgcn.struct.buffer.store.{name}({element}, {resource}, i32, i32, i32, i32)",
            ),
        )


def control() -> Iterator[tuple[str, str]]:
    """Loops, branches, cross-lane operations."""
    yield (
        "loop",
        f"""{HEADER}
define amdgpu_kernel void @k(ptr addrspace(1) %p, ptr addrspace(1) %q, i32 %n) {{
entry:
  %i = call i32 @llvm.amdgcn.workitem.id.x()
  br label %loop
loop:
  %k = phi i32 [ 0, %entry ], [ %next, %latch ]
  %sum = phi float [ 0.0, %entry ], [ %total, %latch ]
  %g = getelementptr float, ptr addrspace(1) %p, i32 %k
  %v = load float, ptr addrspace(1) %g
  %odd = and i32 %i, 1
  %t = icmp eq i32 %odd, 0
  br i1 %t, label %even, label %latch
even:
  %w = fmul float %v, 2.5
  br label %latch
latch:
  %x = phi float [ %w, %even ], [ %v, %loop ]
  %total = fadd float %sum, %x
  %next = add i32 %k, 1
  %bound = add i32 %n, %i
  %done = icmp uge i32 %next, %bound
  br i1 %done, label %end, label %loop
end:
  %o = getelementptr float, ptr addrspace(1) %q, i32 %i
  store float %total, ptr addrspace(1) %o
  ret void
}}
""",
    )
    for ctrl in (0x1B, 0x111, 0x128, 0x140, 0x141):
        yield (
            f"DPP {ctrl:#x}",
            over(
                "i32",
                f"  %t = call i32 @llvm.amdgcn.update.dpp.i32(i32 0, i32 %a, i32 {ctrl}, i32 15, i32 15, i1 true)\n"
                f"  %s = call i32 @llvm.amdgcn.update.dpp.i32(i32 %c, i32 %b, i32 {ctrl}, i32 10, i32 15, i1 false)\n"
                "  %r = add i32 %t, %s",
                "declare i32 @llvm.amdgcn.update.dpp.i32(i32, i32, i32 immarg, i32 immarg, i32 immarg, i1 immarg)",
            ),
        )
    yield (
        "lanes",
        over(
            "i32",
            "  %f = call i32 @llvm.amdgcn.readfirstlane.i32(i32 %a)\n  %g = call i32 @llvm.amdgcn.readlane.i32(i32 %b, i32 %f)\n"
            "  %h = call i32 @llvm.amdgcn.writelane.i32(i32 %g, i32 %n, i32 %c)\n"
            "  %z = call i32 @llvm.amdgcn.ds.bpermute(i32 %h, i32 %a)\n  %y = call i32 @llvm.amdgcn.ds.permute(i32 %z, i32 %a)\n"
            "  %m = call i32 @llvm.amdgcn.mbcnt.lo(i32 -1, i32 0)\n  %l2 = call i32 @llvm.amdgcn.mbcnt.hi(i32 -1, i32 %m)\n"
            "  %sw = call i32 @llvm.amdgcn.ds.swizzle(i32 %y, i32 1055)\n  %r = add i32 %sw, %l2",
            "declare i32 @llvm.amdgcn.readfirstlane.i32(i32)\ndeclare i32 @llvm.amdgcn.readlane.i32(i32, i32)\n"
            "declare i32 @llvm.amdgcn.writelane.i32(i32, i32, i32)\ndeclare i32 @llvm.amdgcn.ds.bpermute(i32, i32)\n"
            "declare i32 @llvm.amdgcn.ds.permute(i32, i32)\ndeclare i32 @llvm.amdgcn.mbcnt.lo(i32, i32)\n"
            "declare i32 @llvm.amdgcn.mbcnt.hi(i32, i32)\ndeclare i32 @llvm.amdgcn.ds.swizzle(i32, i32 immarg)",
        ),
    )


def _matrix(
    name: str, left: str, accumulator: str, suffix: str, flags: str, types: str, right: str = ""
) -> tuple[str, str]:
    right = right or left
    body = (
        f"  %pa = getelementptr {left}, ptr addrspace(1) %p, i32 %i\n  %a = load {left}, ptr addrspace(1) %pa\n"
        f"  %pb = getelementptr {right}, ptr addrspace(1) %p, i32 %n\n  %b = load {right}, ptr addrspace(1) %pb\n"
        f"  %pc = getelementptr {accumulator}, ptr addrspace(1) %q, i32 %i\n  %c = load {accumulator}, ptr addrspace(1) %pc\n"
        f"  %r = call {accumulator} @llvm.amdgcn.{name}{suffix}({flags})\n  store {accumulator} %r, ptr addrspace(1) %pc"
    )
    return name, kernel(body, extra=f"declare {accumulator} @llvm.amdgcn.{name}{suffix}({types})")


def matrices(arch: str) -> Iterator[tuple[str, str]]:
    """MFMA or WMMA, as the architecture has them."""
    if arch == "gfx942":
        for name, source, result in (
            ("mfma.f32.32x32x8f16", "<4 x half>", "<16 x float>"),
            ("mfma.f32.16x16x16f16", "<4 x half>", "<4 x float>"),
            ("mfma.f32.32x32x8bf16.1k", "<4 x i16>", "<16 x float>"),
            ("mfma.f32.16x16x4f32", "float", "<4 x float>"),
            ("mfma.f32.32x32x2f32", "float", "<16 x float>"),
            ("mfma.f64.16x16x4f64", "double", "<4 x double>"),
            ("mfma.i32.16x16x32.i8", "i64", "<4 x i32>"),
            ("mfma.f32.16x16x32.fp8.fp8", "i64", "<4 x float>"),
        ):
            yield _matrix(
                name,
                source,
                result,
                "",
                f"{source} %a, {source} %b, {result} %c, i32 0, i32 0, i32 0",
                f"{source}, {source}, {result}, i32 immarg, i32 immarg, i32 immarg",
            )
    elif arch == "gfx1100":
        for name, source, result, suffix in (
            ("wmma.f32.16x16x16.f16", "<16 x half>", "<8 x float>", ".v8f32.v16f16"),
            ("wmma.f32.16x16x16.bf16", "<16 x i16>", "<8 x float>", ".v8f32.v16i16"),
        ):
            yield _matrix(
                name,
                source,
                result,
                suffix,
                f"{source} %a, {source} %b, {result} %c",
                f"{source}, {source}, {result}",
            )
        yield _matrix(
            "wmma.i32.16x16x16.iu8",
            "<4 x i32>",
            "<8 x i32>",
            ".v8i32.v4i32",
            "i1 true, <4 x i32> %a, i1 false, <4 x i32> %b, <8 x i32> %c, i1 true",
            "i1 immarg, <4 x i32>, i1 immarg, <4 x i32>, <8 x i32>, i1 immarg",
        )
    elif arch == "gfx1201":
        for name, source, result, suffix in (
            ("wmma.f32.16x16x16.f16", "<8 x half>", "<8 x float>", ".v8f32.v8f16"),
            ("wmma.f32.16x16x16.bf16", "<8 x i16>", "<8 x float>", ".v8f32.v8i16"),
            ("wmma.f32.16x16x16.fp8.fp8", "<2 x i32>", "<8 x float>", ".v8f32.v2i32"),
        ):
            yield _matrix(
                name,
                source,
                result,
                suffix,
                f"{source} %a, {source} %b, {result} %c",
                f"{source}, {source}, {result}",
            )


def all_kernels(arch: str) -> Iterator[tuple[str, str]]:
    """Every kernel that is for this architecture: (name, IR)."""
    yield from elementwise()
    yield from conversions()
    yield from vectors()
    yield from memory()
    yield from control()
    yield from matrices(arch)
