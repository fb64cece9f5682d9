"""What a program must keep to and the hardware does not check: waits and wait states."""
