#version 450
layout(local_size_x = 64) in;
layout(binding = 0) readonly buffer X { uint x[]; };
layout(binding = 1) writeonly buffer Results { uint results[]; };

// A table of 100 numbers in private memory, written and read in an order that the data gives.
void main()
{
    uint i = gl_GlobalInvocationID.x;
    uint table[100];
    uint seed = x[i];
    for (uint k = 0; k < 100; k++)
        table[k] = k * seed;
    for (uint k = 0; k < 40; k++) {
        seed = seed * 1664525u + 1013904223u;
        uint at = (seed >> 16) % 100u;
        table[at] = table[99u - at] + k;
    }
    uint sum = 0;
    for (uint k = 0; k < 100; k++)
        sum = sum * 31u + table[k];
    results[i] = sum;
}
