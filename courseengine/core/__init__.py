"""The domain: what a course is, who is here, when it opens, what is done, who may see it.

Nothing in here knows Flask, a request or the current user. Who asks and when are arguments.
"""
