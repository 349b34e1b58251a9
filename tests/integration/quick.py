"""Hashing for tests: a story signs in many times, and real hashing takes its time on purpose."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class QuickArgon2(Argon2PasswordHasher):
    """The same hash with the least work."""

    time_cost, memory_cost, parallelism = 1, 8, 1
