"""Properties of KFD nodes as real machines show them, and a handler that serves a tree of such files.

Source: `/sys/class/kfd/kfd/topology/nodes/N/properties` of machines whose owners published them, among them
those that tinygrad's and AMD's own tests carry.
"""

from __future__ import annotations

from barewire.drivers import kernel

PROCESSOR = """\
cpu_cores_count 16
simd_count 0
mem_banks_count 1
gfx_target_version 0
vendor_id 0
device_id 0
location_id 0
domain 0
drm_render_minor 0
"""

RX_7900_XTX = """\
cpu_cores_count 0
simd_count 192
mem_banks_count 1
caches_count 206
io_links_count 1
p2p_links_count 5
cpu_core_id_base 0
simd_id_base 2147488032
max_waves_per_simd 16
lds_size_in_kb 64
gds_size_in_kb 0
num_gws 64
wave_front_size 32
array_count 12
simd_arrays_per_engine 2
cu_per_simd_array 8
simd_per_cu 2
max_slots_scratch_cu 32
gfx_target_version 110000
vendor_id 4098
device_id 29772
location_id 34304
domain 0
drm_render_minor 128
hive_id 0
num_sdma_engines 2
num_sdma_xgmi_engines 0
num_sdma_queues_per_engine 6
num_cp_queues 8
max_engine_clk_fcompute 2482
local_mem_size 0
fw_version 2140
capability 671588992
debug_prop 1495
sdma_fw_version 20
unique_id 11673270660693242239
num_xcc 1
max_engine_clk_ccompute 2400
"""

MI300X = """\
simd_count 1216
simd_per_cu 4
max_waves_per_simd 8
max_slots_scratch_cu 32
wave_front_size 64
lds_size_in_kb 64
array_count 32
simd_arrays_per_engine 1
cu_per_simd_array 10
gfx_target_version 90402
vendor_id 4098
device_id 29857
location_id 4096
domain 0
drm_render_minor 160
hive_id 99
num_sdma_engines 2
num_sdma_xgmi_engines 14
num_sdma_queues_per_engine 8
num_cp_queues 24
capability 2893521536
num_xcc 8
"""

R9700 = """\
cpu_cores_count 0
simd_count 128
mem_banks_count 1
max_waves_per_simd 16
lds_size_in_kb 64
wave_front_size 32
array_count 8
simd_arrays_per_engine 2
cu_per_simd_array 8
simd_per_cu 2
max_slots_scratch_cu 32
gfx_target_version 120001
vendor_id 4098
device_id 30033
location_id 33792
domain 0
drm_render_minor 128
num_sdma_engines 2
num_sdma_queues_per_engine 6
num_cp_queues 4
max_engine_clk_fcompute 2460
"""

# A Radeon 8060S (gfx1151) under a kernel that shows its own sizes: the numbers that these cards show.
RADEON_8060S = """\
simd_count 80
simd_per_cu 2
array_count 4
simd_arrays_per_engine 2
max_waves_per_simd 16
lds_size_in_kb 64
gfx_target_version 110501
vendor_id 4098
drm_render_minor 128
num_xcc 1
"""
RADEON_8060S_CWSR_BYTES = 19185664
RADEON_8060S_CONTROL_STACK_BYTES = 16384

MEMORY_BANK = "heap_type 1\nsize_in_bytes 25753026560\nflags 0\nwidth 384\nmem_clk_max 1249\n"


class Tree:
    """Files by path; a text of None is a file that may not be read (as one hidden by a control group)."""

    def __init__(self, files: dict[str, str | None]) -> None:
        self.files = files

    def open(self, path: str, flags: int) -> kernel.InterposedFile:
        raise OSError(13 if path in self.files else 2, "")

    def read_text(self, path: str) -> str:
        if path not in self.files:
            raise OSError(2, "")
        text = self.files[path]
        if text is None:
            raise OSError(1, "")
        return text

    def list_directory(self, path: str) -> list[str]:
        inside = path.rstrip("/") + "/"
        names = {file[len(inside) :].split("/")[0] for file in self.files if file.startswith(inside)}
        if not names:
            raise OSError(2, "")
        return sorted(names)


def node_files(index: int, gpu_id: int, properties: str, root: str) -> dict[str, str | None]:
    """The files of one node."""
    node = f"{root}/nodes/{index}"
    files: dict[str, str | None] = {
        f"{node}/gpu_id": f"{gpu_id}\n",
        f"{node}/properties": properties,
        f"{node}/name": "ip discovery\n" if gpu_id else "\n",
    }
    if gpu_id:
        files[f"{node}/mem_banks/0/properties"] = MEMORY_BANK
    return files
