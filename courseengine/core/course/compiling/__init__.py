"""How documents become a course: what they claim, whether it holds, and the editions made of them."""
