"""The front door: it finds out who asks, asks the policy, and shows what the domain says."""
