"""What is done: completions, answers, team answers, and the outline a person follows."""
