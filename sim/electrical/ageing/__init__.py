"""How luminance falls in time, and what a lifetime at one luminance means at another.

acceleration.py           L0^n T = const
stretched_exponential.py  the shape of the decay between T95 and T50
"""
