"""What a program must keep to, found before it runs: delay slots, sync flags, register ranges."""
