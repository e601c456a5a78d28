"""The model: questionnaire, answers, score, rules. Pure standard library, no clock, no I/O."""
