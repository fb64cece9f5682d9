"""What is found out about a kernel before it is translated."""
