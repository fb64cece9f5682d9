#version 450
layout(local_size_x = 64) in;
layout(binding = 0) readonly buffer X { uint x[]; };
layout(binding = 1) writeonly buffer Results { vec4 results[]; };
layout(binding = 2) uniform Table { vec4 rows[1000]; };

// The row that the data names, from a buffer of constants that is too long for the constant file.
void main()
{
    uint i = gl_GlobalInvocationID.x;
    results[i] = rows[x[i] % 1000u] + rows[999];
}
