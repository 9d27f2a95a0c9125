"""Personal data by kind: one module a family of kinds; `deutgo.understand.privacy` is the face."""
