"""A self-hosted course engine for competence modules that teachers take alone and in teams."""

__version__ = "0.1.0"
