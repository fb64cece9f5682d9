#version 450
layout(local_size_x = 8, local_size_y = 8) in;
layout(binding = 0, r32f) readonly uniform image2D source;
layout(binding = 1, r32f) writeonly uniform image2D destination;

void main()
{
    ivec2 at = ivec2(gl_GlobalInvocationID.xy);
    imageStore(destination, at, imageLoad(source, at.yx) * 0.5);
}
