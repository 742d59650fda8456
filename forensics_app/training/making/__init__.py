"""Writers of evidence: file systems without mounting, containers, documents, pictures. They read none.

The same input and the same release of the tools give the same bytes. They know no scenario; begin with
`volumes`.
"""
