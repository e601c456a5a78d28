"""Forms built from the questionnaire. They collect what was typed; the domain alone reads it."""
