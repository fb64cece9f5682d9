"""PTX, as "Parallel Thread Execution ISA" describes it: parsed, translated for this processor, and run."""
