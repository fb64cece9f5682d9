#version 450
#extension GL_EXT_shader_explicit_arithmetic_types_float16 : require
layout(local_size_x = 64) in;
layout(binding = 0) readonly buffer X { float x[]; };
layout(binding = 1) buffer Y { float y[]; };

// Rounded to half precision at each step; the factor is 1.5.
void main()
{
    uint i = gl_GlobalInvocationID.x;
    float16_t product = float16_t(1.5) * float16_t(x[i]);
    y[i] = float(product + float16_t(y[i]));
}
