"""What is left of a program, and where its blocks lie.

A wave whose lanes part goes on with those that are furthest behind, and the others wait where blocks begin
that branches lead to (`(jp)`). So blocks lie in an order in which all but loops' branches lead forwards, and
the blocks of a loop are not parted by others: then all lanes are together again where both ways of a branch
meet.
"""

from __future__ import annotations

from .machine_code import Block, Instruction, Part, Program


def clean(program: Program) -> None:
    """Drop what nobody asks for, pass by blocks that only lead on, and put the rest in order."""
    for block in program.blocks:
        for target in block.follows:
            target.precedes.append(block)
    _drop_unread(program)
    _arrange(program)


def _drop_unread(program: Program) -> None:
    reads = [0] * program.registers
    writers: list[list[Instruction]] = [[] for _ in range(program.registers)]
    for block in program.blocks:
        for each in block.instructions:
            for source in each.sources:
                if isinstance(source, Part):
                    reads[source.register.number] += 1
            if isinstance(each.destination, Part):
                writers[each.destination.register.number].append(each)
    waiting = [number for number in range(program.registers) if not reads[number]]
    dropped: set[int] = set()
    while waiting:
        for writer in writers[waiting.pop()]:
            if writer.effect or id(writer) in dropped:
                continue
            dropped.add(id(writer))
            for source in writer.sources:
                if isinstance(source, Part):
                    number = source.register.number
                    reads[number] -= 1
                    if not reads[number]:
                        waiting.append(number)
    for block in program.blocks:
        block.instructions = [each for each in block.instructions if id(each) not in dropped]


def thread(program: Program) -> None:
    """Lead branches past blocks that hold a jump and nothing else, and leave jumps to the next block out.

    This comes when registers have numbers: until then such a block is where copies are.
    """
    for block in program.blocks:
        for each in block.instructions:
            if each.target is not None:
                each.target = _end_of(each.target)
        block.follows = [_end_of(target) for target in block.follows]
    first = program.blocks[0]
    reached = {id(first)}
    waiting = [first]
    while waiting:
        for target in waiting.pop().follows:
            if id(target) not in reached:
                reached.add(id(target))
                waiting.append(target)
    program.blocks = [block for block in program.blocks if id(block) in reached]
    for block, following in zip(program.blocks, [*program.blocks[1:], None], strict=True):
        _fall_through(block, following)
    for block in program.blocks:
        block.precedes = []
    for block in program.blocks:
        for target in dict.fromkeys(block.follows):
            target.precedes.append(block)


def parted(program: Program) -> int:
    """In how many places lanes can be parked at once.

    Those of a branch forwards wait until its target, those that leave a loop until its last branch back.
    """
    start: dict[int, int] = {}
    at = 0
    for block in program.blocks:
        start[id(block)] = at
        at += len(block.instructions)
    waits: set[tuple[int, int]] = set()
    for block in program.blocks:
        for number, each in enumerate(block.instructions):
            if each.op == "br" and each.target is not None:
                here, there = start[id(block)] + number, start[id(each.target)]
                waits.add((min(here, there), max(here, there)))
    return max((sum(a <= here < b for a, b in waits) for here, _ in waits), default=0)


def _end_of(block: Block) -> Block:
    seen = set()
    while len(block.instructions) == 1 and block.instructions[0].op == "jump" and id(block) not in seen:
        seen.add(id(block))
        target = block.instructions[0].target
        assert target is not None
        block = target
    return block


def _fall_through(block: Block, following: Block | None) -> None:
    held = block.instructions
    if held[-1].op != "jump":
        return
    branch = held[-2] if len(held) > 1 and held[-2].op == "br" else None
    if branch is not None and branch.target is held[-1].target:
        held.remove(branch)
    elif branch is not None and branch.target is following:
        branch.target, branch.invert = held[-1].target, not branch.invert
        held.pop()
        return
    if held[-1].target is following:
        held.pop()


def _arrange(program: Program) -> None:
    """Blocks in order, each as deep as the loops that it is in."""
    rank, back = _postorder(program.blocks[0])
    blocks = sorted(
        (block for block in program.blocks if id(block) in rank), key=lambda block: rank[id(block)]
    )
    loops = _loops(blocks, back)
    for block in blocks:
        block.depth = sum(id(block) in loop for loop in loops)
        block.precedes = [each for each in block.precedes if id(each) in rank]
    missing = {
        id(block): sum((id(each), id(block)) not in back for each in dict.fromkeys(block.precedes))
        for block in blocks
    }
    ready, order = [blocks[0]], list[Block]()
    while ready:
        # The innermost loop that has begun and is not done comes first.
        last = order[-1] if order else None
        inside = [loop for loop in loops if last is not None and id(last) in loop]
        inside.sort(key=len)
        chosen = None
        for loop in inside:
            within = [block for block in ready if id(block) in loop]
            if within:
                chosen = min(within, key=lambda block: rank[id(block)])
                break
        chosen = chosen or min(ready, key=lambda block: rank[id(block)])
        ready.remove(chosen)
        order.append(chosen)
        for target in dict.fromkeys(chosen.follows):
            if (id(chosen), id(target)) not in back:
                missing[id(target)] -= 1
                if not missing[id(target)]:
                    ready.append(target)
    program.blocks = order


def _postorder(first: Block) -> tuple[dict[int, int], set[tuple[int, int]]]:
    """The rank of each block that is reached, and the branches that lead backwards."""
    back: set[tuple[int, int]] = set()
    done: list[int] = []
    state: dict[int, int] = {id(first): 1}
    stack = [(first, list(first.follows))]
    while stack:
        block, rest = stack[-1]
        if not rest:
            state[id(block)] = 2
            done.append(id(block))
            stack.pop()
            continue
        target = rest.pop()
        found = state.get(id(target), 0)
        if found == 1:
            back.add((id(block), id(target)))
        elif not found:
            state[id(target)] = 1
            stack.append((target, list(target.follows)))
    return {block: number for number, block in enumerate(reversed(done))}, back


def _loops(blocks: list[Block], back: set[tuple[int, int]]) -> list[set[int]]:
    """The blocks of each loop: what leads back to its head without passing it."""
    by_head: dict[int, set[int]] = {}
    for block in blocks:
        for target in block.follows:
            if (id(block), id(target)) not in back:
                continue
            loop = by_head.setdefault(id(target), {id(target)})
            waiting = [block]
            while waiting:
                each = waiting.pop()
                if id(each) not in loop:
                    loop.add(id(each))
                    waiting.extend(each.precedes)
    return list(by_head.values())
