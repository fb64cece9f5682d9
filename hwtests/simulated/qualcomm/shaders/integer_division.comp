#version 450
layout(local_size_x = 64) in;
layout(binding = 0) readonly buffer A { int a[]; };
layout(binding = 1) readonly buffer B { int b[]; };
layout(binding = 2) writeonly buffer Results { int results[]; };

// Four results of each pair: signed and unsigned quotient, signed and unsigned remainder.
void main()
{
    uint i = gl_GlobalInvocationID.x;
    int x = a[i], y = b[i];
    results[4 * i] = x / y;
    results[4 * i + 1] = int(uint(x) / uint(y));
    // GLSL leaves the remainder of negative numbers open: by the quotient it is C's.
    results[4 * i + 2] = x - (x / y) * y;
    results[4 * i + 3] = int(uint(x) % uint(y));
}
