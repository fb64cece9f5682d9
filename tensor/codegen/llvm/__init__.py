"""LLVM IR as text: functions, vectors, what each op writes, conversions between dtypes."""
