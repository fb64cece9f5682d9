#version 450
#extension GL_EXT_shader_explicit_arithmetic_types_float16 : require
#extension GL_EXT_shader_16bit_storage : require
layout(local_size_x = 64) in;
layout(binding = 0) readonly buffer X { float16_t x[]; };
layout(binding = 1) writeonly buffer Results { float results[]; };

// A polynomial of the number by Horner's rule, and what is above its half, in half precision.
void main()
{
    uint i = gl_GlobalInvocationID.x;
    float16_t value = x[i];
    float16_t sum = float16_t(0.25);
    sum = sum * value + float16_t(-0.5);
    sum = sum * value + float16_t(0.75);
    sum = sum * value + float16_t(1.0);
    results[i] = float(max(sum, float16_t(-2.0)) + fract(value * float16_t(0.5)) * sqrt(abs(value)));
}
