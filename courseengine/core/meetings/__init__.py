"""Meetings: planned from a template or freely, held with somebody present, ended in a decision."""
