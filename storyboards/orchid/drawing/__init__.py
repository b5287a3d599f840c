"""The pictures of The Orchid Contract, drawn by arithmetic: every panel is layers of shape and light.

Nothing here knows what a storyboard is; `draw.py` beside this folder says which panel becomes which file."""
