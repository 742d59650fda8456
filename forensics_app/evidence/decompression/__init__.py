"""What unpacks bytes, whoever packed them: ADC, LZFSE and LZVN, LZX, the Windows Overlay Filter, Zstandard,
and the binding to libarchive.

May import what stands below it in the contract "Inside evidence" of pyproject.toml; begin with `libarchive`.
"""
