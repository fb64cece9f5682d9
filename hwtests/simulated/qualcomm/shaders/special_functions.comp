#version 450
layout(local_size_x = 64) in;
layout(binding = 0) readonly buffer X { float x[]; };
layout(binding = 1) writeonly buffer Results { float results[]; };

// Nine results of each positive number.
void main()
{
    uint i = gl_GlobalInvocationID.x;
    float value = x[i];
    results[9 * i] = sin(value);
    results[9 * i + 1] = cos(value);
    results[9 * i + 2] = exp2(value);
    results[9 * i + 3] = log2(value);
    results[9 * i + 4] = inversesqrt(value);
    results[9 * i + 5] = sqrt(value);
    results[9 * i + 6] = 1.0 / value;
    results[9 * i + 7] = exp(-value);
    results[9 * i + 8] = log(value);
}
