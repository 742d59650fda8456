"""Cells, rows, trees and blocks that other models are made of.

May import what stands below it in the contract "Inside the window's models" of pyproject.toml; begin with
`block_model`.
"""
