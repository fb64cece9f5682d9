"""Writes the tables of opcodes, see opcode_tables.py, by asking LLVM 19's disassembler about every opcode.

    python -m hwtests.simulated.amd.isa.tables.generate gfx1100 [...]

For every format of encoding.py and every opcode: find operand fields LLVM accepts, then change one field at
a time and read off the text which operand the field is, how wide, of which immediate type, which values are
legal; likewise modifiers and bits that must be zero. At the end everything asked is decoded with the new
table and compared. Needs Debian's llvm-19.
"""

from __future__ import annotations

import itertools
import re
import sys
from collections import Counter

from barewire.drivers.architectures.amd import named
from barewire.drivers.simulated.amd.isa.decoding import decode as decoding
from barewire.drivers.simulated.amd.isa.decoding import opcode_tables
from barewire.drivers.simulated.amd.isa.decoding.encoding import Format, extract, insert, width
from barewire.drivers.simulated.amd.isa.text.operands import FORMS

from ..encodings import UNCOMPARED, differs, ours
from .probing import LITERALS, RESERVED, SAMPLE8, Prober, split

SUFFIXES = ("_e64_dpp", "_e32", "_e64", "_dpp", "_sdwa")
NOT_DESTINATIONS = re.compile(
    r"s_cmpk|s_setreg|s_waitcnt|store|s_atomic|s_buffer_atomic|atomic|prefetch|s_subvector"
)


# Which VGPR numbers a field may hold: any, none, even ones (aligned tuples), the halves of v0 to v127,
# those with AGPR.
PATTERNS = {"all": set(range(256)), "none": set(), "even": set(range(0, 256, 2)), "half": set(range(256))}


class Generator(Prober):
    """Finds out what every opcode's line in the tables must say, and writes them."""

    def legal_index(self, mask: int) -> int:
        return self.legal.setdefault(mask, len(self.legal))

    def opcode(self, layout: Format, opcode: int) -> str | None:
        values = self.base(layout, opcode)
        if values is None:
            return None
        first = self.ask(layout, self.build(layout, opcode, values))
        assert first
        if (
            UNCOMPARED.match(first[1]) and not re.match("s_gl1|s_dcache|s_mem|v_cvt|v_nop|v_dot2", first[1])
        ) or (layout.name.endswith("_RTN") and "atomic" not in first[1]):
            return None
        if ".MAI" in layout.name and not first[1].startswith(("v_mfma", "v_smfmac", "v_accvgpr")):
            return None
        if (
            layout.name.startswith(("SMEM.IMM", "SMEM.BOTH"))
            and "0x100" not in first[1]
            and self.generation < 12
        ):
            return None
        bits = self.build(layout, opcode, values)
        answer = self.ask(layout, bits)
        assert answer
        mnemonic, tokens, modifiers_text = split(answer[1])
        where = f"{layout.name} {mnemonic}"
        found: dict[int, str] = {}
        covered = layout.mask | insert(-1, layout.opcode)
        zero = 0
        wide = {}
        if self.llvm64:
            other = self.ask(layout, bits, llvm=self.llvm64)
            if other and len(split(other[1])[1]) == len(tokens):
                wide = {
                    index: token for index, token in enumerate(split(other[1])[1]) if token != tokens[index]
                }
        for name, parts in layout.operands.items():
            bits_wide = width(parts)
            seen: dict[int, str | None] = {}
            position = None
            for value in self.values_of(
                bits_wide,
                "any"
                if "SDWA" in layout.name or (name == "vdst" and tokens and tokens[0][0] not in "va")
                else name,
            ):
                changed = self.build(layout, opcode, {**values, name: value})
                reply = self.ask(layout, changed)
                if reply and reply[1] == "s_endpgm":
                    seen[value] = ""
                    position = 0
                    continue
                if reply is None or split(reply[1])[0] != mnemonic or len(split(reply[1])[1]) != len(tokens):
                    seen[value] = None
                    continue
                now = split(reply[1])[1]
                differ = [index for index in range(len(tokens)) if now[index] != tokens[index]]
                if len(differ) > 1:
                    self.complain(f"{where}: {name} changes {len(differ)} operands")
                    seen[value] = None
                    continue
                if differ:
                    if position not in (None, differ[0]):
                        self.complain(f"{where}: {name} is two operands")
                    position = differ[0]
                    seen[value] = now[position]
                else:
                    seen[value] = ""
            if position is None:
                # Ignored, or one value only.
                legal_values = [value for value, token in seen.items() if token is not None]
                if len(legal_values) < len(seen):
                    base_bits = [bit for bit in range(bits_wide) if not values[name] >> bit & 1]
                    zero |= insert(
                        sum(1 << bit for bit in base_bits if seen.get(values[name] ^ 1 << bit, "") is None),
                        parts,
                    )
                continue
            token = tokens[position]
            for value, shown in seen.items():
                if shown == "" and (mnemonic != "s_endpgm" or value == values[name]):
                    seen[value] = token
            covered |= insert(-1, parts)
            found[position] = self.operand(
                layout, opcode, values, name, seen, position, token, where, position in wide
            )
            for letter, bit, wrap in zip(
                "nas", layout.inputs.get(name, (None, None, None)), ("-", "|", "sext("), strict=True
            ):
                if bit is None:
                    continue
                reply = self.ask(layout, bits ^ 1 << bit)
                if reply and "SDWA" not in layout.name and "sext(" in reply[1]:
                    zero |= 1 << bit  # LLVM prints sext() there; DPP has no such modifier
                    continue
                if (
                    reply
                    and len(split(reply[1])[1]) == len(tokens)
                    and split(reply[1])[1][position].startswith(wrap)
                ):
                    covered |= 1 << bit
                    found[position] += letter
        operands = []
        for index, token in enumerate(tokens):
            if index in found:
                code = found[index]
                head, _, flags = code.partition("#")
                legal = head.partition("@")
                operands.append(f"{legal[0]}{'.' + flags if flags else ''}{legal[1]}{legal[2]}")
                continue
            operands.append(self.fixed(layout, bits, mnemonic, tokens, index, token, where, index in wide))
        modifiers = []
        for name, parts in layout.modifiers.items():
            spec, mask = self.modifier(layout, opcode, values, name, modifiers_text, tokens, where)
            zero |= mask
            if spec:
                covered |= insert(-1, parts)
                modifiers.append(spec)
        for bit in range(32 * layout.dwords):
            if covered >> bit & 1 or zero >> bit & 1:
                continue
            reply = self.ask(layout, bits ^ 1 << bit)
            if reply is None or split(reply[1])[0] != mnemonic:
                if bits >> bit & 1:
                    self.complain(f"{where}: bit {bit} must be one")
                else:
                    zero |= 1 << bit
            elif reply[1] != answer[1]:
                self.complain(f"{where}: bit {bit} makes {answer[1]!r} {reply[1]!r}")
        if layout.isa_name == "VOP3" and self.generation >= 11:
            zero = self.allow_halves(mnemonic, operands, modifiers, zero)
        suffix = next((end for end in SUFFIXES if mnemonic.endswith(end)), "")
        name = mnemonic[: len(mnemonic) - len(suffix)]
        return f"{opcode:x} {name} {suffix or '-'} {' '.join(operands)}/{' '.join(modifiers)}/{zero:x}"

    def allow_halves(self, mnemonic: str, operands: list[str], modifiers: list[str], zero: int) -> int:
        """Where an operand has 16 bits, gfx11's op_sel chooses its half; of most instructions LLVM 19 does
        not show it, so that neither do we (a list of no entries).
        """
        if not re.search(r"_(f16|b16|i16|u16|bf16)(_|$)", mnemonic) or mnemonic.startswith("v_dot2"):
            return zero
        if any(item.startswith("op_sel") for item in modifiers):
            return zero
        sources = sum(1 for item in operands if not item.startswith(">") and "=xm" not in item)
        bits = ((1 << sources) - 1) << 11
        if operands[0].startswith(">vdst=v"):
            bits |= 1 << 14
        modifiers.insert(0, "op_sel*0")
        return zero & ~bits

    def fixed(self, layout, bits, mnemonic, tokens, index, token, where, is_wide) -> str:
        reply = self.ask(layout, bits, 0x87654321)
        if reply and split(reply[1])[1][index] != token:
            return f"literal=k1{self.literal_type(layout, bits, index)}"
        name = token
        mask = ".m" if is_wide else ""
        if name not in decoding._FIXED:
            self.complain(f"{where}: fixed operand {token}")
        destination = (
            ">"
            if token.startswith("vcc")
            and index <= 1
            and len(tokens) > index + 1
            and (index == 1 or "cmp" in mnemonic)
            and "cndmask" not in mnemonic
            else ""
        )
        return f"{destination}={name.removesuffix('_lo') if mask else name}{mask}"

    def literal_type(self, layout, bits, index) -> str:
        shown = {}
        for literal in LITERALS:
            reply = self.ask(layout, bits, literal)
            shown[literal] = split(reply[1])[1][index] if reply else None
        return self.type_of(shown, None)

    def type_of(self, shown: dict[int, str | None], inline: dict[int, str | None] | None) -> str:
        """The immediate type whose literals and inline constants print like these."""
        from barewire.drivers.simulated.amd.isa.instruction import Operand, OperandKind
        from barewire.drivers.simulated.amd.isa.text.assembly import operand_text

        for kind in ("b32", "f16", "i16", "bf16", "b64", "f64", "v2f16", "v2bf16", "hex"):
            fits = all(
                operand_text(Operand(OperandKind.LITERAL, value=value, type=kind)) == token
                for value, token in shown.items()
                if token is not None
            )
            if fits and inline:
                for value, token in inline.items():
                    if token is None:
                        continue
                    _, _, number = decoding.scalar_source(self.generation, value)
                    if operand_text(Operand(OperandKind.FLOAT, value=number, type=kind)) != token:
                        fits = False
                        break
            if fits:
                return f".:{kind}"
        self.complain(f"no type prints like {shown} {inline}")
        return ""

    def operand(self, layout, opcode, values, name, seen, position, token, where, is_wide) -> str:
        bits_wide = width(layout.operands[name])
        legal = {value for value, shown in seen.items() if shown is not None}
        numbers = re.search(r"(?:\[(\d+):(\d+)\])", token)
        dwords = int(numbers[2]) - int(numbers[1]) + 1 if numbers else 2 if token in ("vcc", "exec") else 1
        size = str(dwords)
        if is_wide:
            size = f"{dwords}w" if re.match(r"[va][\[\d]", token) else "m"
        is_destination = name in ("vdst", "sdst") and not NOT_DESTINATIONS.search(
            split(self.ask(layout, self.build(layout, opcode, values))[1])[0]
        )
        if name == "vdst":
            is_destination = True
        if (
            name == "vdata"
            and re.search(r"_load_", where)
            and layout.name.startswith(("MUBUF", "MTBUF", "VBUFFER"))
        ):
            is_destination = True
        if name == "vdata" and layout.name.endswith("_RTN") and layout.name.startswith(("MUBUF", "VBUFFER")):
            is_destination = True
        mark = ">" if is_destination else ""
        if bits_wide > 10 or "sendmsg(" in token or ("s_set_gpr_idx_on" in where and name == "ssrc1"):
            for signed in ("i", "j"):
                for form, show in FORMS.items():
                    sign = 1 << bits_wide - 1
                    if all(
                        shown is None or show((value ^ sign) - sign if signed == "j" else value) == shown
                        for value, shown in seen.items()
                    ):
                        return f"{mark}{name}={signed}{'.!' + form if form else ''}"
            sample = [(value, shown) for value, shown in seen.items() if shown is not None]
            self.complain(f"{where}: no form prints {name} like {sample[0:4]} {sample[-3:]}")
            return f"{mark}{name}=i"
        vector = {value for value in legal if re.match(r"[va][\[\d]", seen[value] or "")}
        element = ""
        if name == "sbase":
            bank = "b"
        elif name == "srsrc" and bits_wide == 5:
            bank = "r"
        elif "SDWA" in layout.name and bits_wide == 9:
            bank = "w"
        elif "SDWA" in layout.name and name == "sdst":
            bank = "c"
        elif bits_wide == 7:
            bank = "s"
        elif bits_wide == 8 and vector:
            bank = "a" if token.startswith("a") else "v"
        else:
            bank = "x"
        starts = {"v": (0,), "a": (0,), "w": (0,), "x": (256, 768) if bits_wide == 10 else (256,)}.get(
            bank, ()
        )
        if bits_wide >= 8:
            for start in starts:
                legal -= set(range(start, start + 256))
                pattern = self.vector_pattern(
                    {value - start for value in vector if start <= value < start + 256}, dwords, where
                )
                if pattern == "half" and self.generation >= 11 and dwords == 1:
                    bank = {"v": "t", "x": "h"}[bank]
                legal |= {start + value for value in PATTERNS[pattern]}
            if bits_wide == 10 and all(
                (512 + value in legal) == (value in legal) for value in (0, 1, 128, 188)
            ):
                legal |= {512 + value for value in legal if value < 256}
            if bits_wide == 10 and (seen.get(768) or "").startswith("v"):
                bank = "z"
            accumulators = [seen.get(256 + value) or "" for value in SAMPLE8]
            if bank == "x" and any(accumulators) and all(shown[:1] in ("", "a") for shown in accumulators):
                bank = "y"
        if bank in "xyzhw":
            offset = 256 if bank == "w" else 0
            inline = {value: seen.get(value + offset) for value in range(240, 249)}
            literals = {}
            if 255 in legal and bank != "w":
                for literal in LITERALS:
                    reply = self.ask(layout, self.build(layout, opcode, {**values, name: 255}), literal)
                    literals[literal] = split(reply[1])[1][position] if reply else None
            if literals or any(inline.values()):
                element = self.type_of(literals, inline)
        if token.endswith(".l") and bits_wide >= 8 and "VOP3" not in layout.name:
            bank = {"v": "t", "x": "h"}.get(bank, bank)
            element += ".!half"
        mask = sum(1 << value for value in legal)
        index = "" if mask == (1 << (1 << bits_wide)) - 1 else f"@{self.legal_index(mask)}"
        return f"{mark}{name}={bank}{size}{element}{index}#"

    def vector_pattern(self, seen: set[int], dwords: int, where: str) -> str:
        """Which of PATTERNS gives these of SAMPLE8; numbers whose tuple passes v255 count for nothing."""
        sample = {value for value in SAMPLE8 if value + dwords <= 256}
        seen = {value for value in seen if value in sample}
        for name, pattern in PATTERNS.items():
            allowed = set(range(128)) if name == "half" else pattern
            if seen == sample & allowed:
                return name
        self.complain(f"{where}: VGPR numbers {sorted(sample - seen)[:8]}... are refused")
        return "all"

    def modifier(self, layout, opcode, values, name, modifiers_text, tokens, where) -> tuple[str, int]:
        parts = layout.modifiers[name]
        bits_wide = width(parts)
        base = extract(self.build(layout, opcode, values), parts)
        words = set(modifiers_text.split())
        legal = set()
        added: dict[int, set[str]] = {}
        known = self.known_legal.get((layout.name, name)) if bits_wide == 9 else None
        if name == "index_key" and "swmmac" not in where:
            return "", 0
        if name.startswith("byte_sel") and not re.search(
            "v_cvt_sr_[bf]p?f?8" if name == "byte_sel_sr" else "v_cvt_f32_[bf]p?f?8", where
        ):
            return "", 0
        for value in range(0, 512, 13) if known else self.values_of(bits_wide, name):
            # A field may overlap a base value of another name (offset, offset0): ask with the rest as it is.
            changed = self.build(layout, opcode, {**values, name: 0}) & ~insert(-1, parts) | insert(
                value, parts
            )
            reply = self.ask(layout, changed)
            if reply is None or len(split(reply[1])[1]) != len(tokens):
                continue
            legal.add(value)
            now = set(split(reply[1])[2].split())
            if now != words or split(reply[1])[1] != tokens:
                added[value] = now - words
        if known and legal == {value for value in known if value % 13 == 0}:
            legal = known
        elif bits_wide == 9:
            if known:
                self.complain(f"{where}: {name} legal values differ")
            self.known_legal[layout.name, name] = legal
        zero_bits = 0
        for bit in range(bits_wide):
            if base ^ 1 << bit not in legal and base in legal and name not in RESERVED:
                zero_bits |= 1 << bit
        if not added and name == "op_sel_hi" and legal == {7}:
            return f"op_sel_hi*3@{self.legal_index(1 << 7)}", 0
        if not added and base and legal == {base}:
            return (name, 0) if name in modifiers_text else ("", 0)
        if not added:
            if len(legal) == len(list(self.values_of(bits_wide))):
                return "", 0
            return "", insert(zero_bits, parts) if not base else 0
        prefix = {word.partition(":")[0] for words_ in added.values() for word in words_}
        expected = {"fetch_inactive": "fi", "omod": "mul", "dpp_ctrl": None, "byte_sel_sr": "byte_sel"}.get(
            name, name
        )
        if name in ("offset", "offset0", "offset1") and name not in prefix:
            return "", 0
        if name in ("neg_lo", "neg_hi") and name not in prefix:
            return "", 0
        if (name in ("blgp", "neg", "index_key") and name not in prefix) or (
            name == "op_sel" and prefix <= {"index_key", "byte_sel"}
        ):
            return "", 0
        if expected and expected not in prefix:
            self.complain(f"{where}: {name} prints {sorted(prefix)[:4]} {list(added.items())[:2]}")
            return "", 0
        spec = name
        if name == "offset" and any(
            ":-" in word or "0xffffffff" in word for words_ in added.values() for word in words_
        ):
            spec += ".s"
        if name in ("op_sel", "op_sel_hi", "neg_lo", "neg_hi", "neg"):
            counts = {
                len(word.partition(":")[2].strip("[]").split(","))
                for now in added.values()
                for word in now
                if word.startswith(name + ":")
            }
            if len(counts) != 1:
                self.complain(f"{where}: {name} lists of {counts}")
            count = counts.pop()
            if name == "op_sel" and bits_wide == 4:
                eighth = next((word for word in added.get(8, ()) if word.startswith("op_sel:")), "")
                if eighth.rstrip("]").endswith("1"):
                    count = -count
            spec += f"*{count}"
        if bits_wide <= 9 and len(legal) != 1 << bits_wide:
            spec += f"@{self.legal_index(sum(1 << value for value in legal))}"
        return spec, 0

    def halves(self, layout: Format) -> dict[int, str]:
        """VOPD's X or Y opcodes, each beside v_dual_mov_b32 in the other half."""
        table = {}
        for opcode in range(1 << width(layout.opcode)):
            is_x = layout.name == "VOPD.X"
            other = next(entry for entry in self.formats if entry.name == ("VOPD.Y" if is_x else "VOPD.X"))
            bits = layout.match | insert(opcode, layout.opcode) | insert(8, other.opcode) | 256 | 256 << 32
            reply = self.llvm(self.code(layout, bits, LITERALS[0]))
            if not reply:
                continue
            half = reply[1].split(" :: ")[0 if is_x else 1]
            mnemonic, tokens, _ = split(half)
            operands = [">vdst=v1"]
            for position, token in enumerate(tokens[1:]):
                if token.startswith("0x"):
                    operands.append("literal=k1.:f32")
                elif token.startswith("vcc"):
                    operands.append("=vcc_lo")
                elif position == 0:
                    source = next(line for line in self.tables["VOP2"].values() if " v_add_f32 " in line)
                    code = next(item for item in source.split() if item.startswith("src0="))
                    operands.append(code.split("/")[0])
                else:
                    operands.append("vsrc1=v1")
            zero = 0 if "vsrc1=v1" in operands else insert(-1, layout.operands["vsrc1"])
            table[opcode] = f"{opcode:x} {mnemonic} - {' '.join(operands)}//{zero:x}"
        return table

    def run(self) -> None:
        for layout in self.formats:
            table: dict[int, str] = {}
            if layout.name.endswith("DPP8FI"):
                continue  # shares DPP8's table
            if layout.name.startswith("VOPD"):
                self.tables[layout.name] = self.halves(layout)
                continue
            for opcode in range(1 << width(layout.opcode)):
                word = layout.match | insert(opcode, layout.opcode)
                if word & layout.mask != layout.match:
                    continue
                self.current = layout
                line = self.opcode(layout, opcode)
                if line:
                    table[opcode] = line
            self.tables[layout.name] = table
            print(self.arch, layout.name, len(table), file=sys.stderr)

    def legal_masks(self) -> tuple[int, ...]:
        return tuple(self.legal)

    def check(self) -> None:
        """Everything asked, decoded with the new tables."""
        machine = decoding.Decoder(
            self.arch,
            named(self.arch).wave_lanes,
            {name: "\n".join(table.values()) for name, table in self.tables.items()},
            self.legal_masks(),
        )
        wrong: Counter[str] = Counter()
        for name, _, code, answer in self.asked:
            got = ours(machine, code)
            if differs(machine, code, got, answer):
                wrong[name] += 1
                if wrong[name] <= 12:
                    words = " ".join(code[at : at + 4][::-1].hex() for at in range(0, 16, 4))
                    print(f"MISMATCH {name} {words}: LLVM {answer} ours {got}")
        print(self.arch, len(self.asked), "asked, wrong:", dict(wrong))

    def write(self) -> None:
        blocks = {opcode_tables.LEGAL: [f"{mask:x}" for mask in self.legal_masks()]}
        blocks |= {name: [*table.values()] for name, table in self.tables.items() if table}
        remark = (
            f"# {self.arch}: every opcode of every format, as LLVM 19 disassembles it.\n"
            "# Written by hwtests/simulated/amd/isa/tables/generate.py; opcode_tables.py says what is where."
        )
        text = "\n\n".join([remark, *("\n".join([name, *lines]) for name, lines in blocks.items())])
        (opcode_tables.FOLDER / f"{self.arch}.txt").write_text(text + "\n")


def main() -> None:
    for arch in sys.argv[1:] or opcode_tables.TABLES:
        generator = Generator(arch)
        generator.run()
        generator.write()
        for complaint, count in itertools.islice(generator.complaints.items(), 150):
            print(f"COMPLAINT x{count} {complaint[:400]}")
        generator.check()


if __name__ == "__main__":
    main()
