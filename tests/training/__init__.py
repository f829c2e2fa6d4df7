"""How the weights that packager ships were learned, so that anybody can learn them again."""
