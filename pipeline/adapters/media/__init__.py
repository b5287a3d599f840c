"""Pictures, films, the animatic and the cut: the only folder that knows av, numpy and PIL. Nothing is
imported here, so that reading a still does not load a video library."""
