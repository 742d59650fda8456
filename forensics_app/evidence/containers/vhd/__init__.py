"""VHD and VHDX with its log, differencing disks included.

May import what stands below it in the contract "Inside containers" of pyproject.toml; begin with `vhd`.
"""
