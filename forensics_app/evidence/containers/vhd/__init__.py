"""VHD and VHDX with its log, differencing disks included.

May import what stands below it in the contract "Inside containers: a format knows no other" of
pyproject.toml; begin with `vhd`.
"""
