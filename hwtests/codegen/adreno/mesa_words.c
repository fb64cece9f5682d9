/* Prints what Mesa's disassembler makes of each 64-bit word of its input, a line a word.
 *
 * In the build folder of a Mesa that has built src/freedreno/isa/ir3-disasm:
 *     cc -I../src/freedreno/isa -I../src mesa_words.c -o mesa-words src/freedreno/isa/libir3decode.a \
 *         src/util/libmesa_util.a src/util/format/libmesa_format.a -lm -lpthread -lz
 *     ./mesa-words 630 < words
 */
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "isa.h"

int main(int count, char **arguments)
{
    struct isa_decode_options options = { .gpu_id = count > 1 ? atoi(arguments[1]) : 630, .show_errors = true };
    uint64_t word;

    while (fread(&word, sizeof word, 1, stdin) == 1)
        isa_decode(&word, sizeof word, stdout, &options);
    return 0;
}
