"""Listen: what people say comes in, whole and once."""
