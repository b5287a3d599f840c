"""Looking at what was made: an episode gathered for its review page, and what people decide there taken in.

Stands above the road, as `projection` and the command line use it; the page itself is `report.page`.
"""
