"""The window: Qt, and nothing of the core but `services`, `model`, `errors`, `report` and `i18n`.

`app` starts it; `window` arranges pages over a `workbench` that outlives them. May import what stands below
it in the contract "The window reaches the core through services" of pyproject.toml; begin with `app`.
"""
