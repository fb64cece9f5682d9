#version 450
layout(local_size_x = 8, local_size_y = 8) in;
layout(binding = 0) readonly buffer A { float a[]; };
layout(binding = 1) readonly buffer B { float b[]; };
layout(binding = 2) writeonly buffer C { float c[]; };
layout(push_constant) uniform Sizes { layout(offset = 32) uint size; };
shared float left[8][8];
shared float right[8][8];

// c = a @ b of square matrices whose size is a multiple of 8.
void main()
{
    uint x = gl_LocalInvocationID.x, y = gl_LocalInvocationID.y;
    uint column = gl_GlobalInvocationID.x, row = gl_GlobalInvocationID.y;
    float sum = 0.0;
    for (uint start = 0; start < size; start += 8) {
        left[y][x] = a[row * size + start + x];
        right[y][x] = b[(start + y) * size + column];
        barrier();
        for (uint k = 0; k < 8; k++)
            sum += left[y][k] * right[k][x];
        barrier();
    }
    c[row * size + column] = sum;
}
