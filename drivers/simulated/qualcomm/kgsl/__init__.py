"""What KGSL, the kernel driver of Android kernels, answers: /dev/kgsl-3d0 and its files in /sys."""
