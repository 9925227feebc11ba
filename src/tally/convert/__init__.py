"""From one return to another, by way of the Standard Safeguarding Dataset: what becomes what, and what is lost."""
