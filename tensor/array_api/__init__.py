"""The functions of the Array API standard, 2024.12, which users meet as `barewire.sin` and so on."""
