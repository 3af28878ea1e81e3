"""What years of activities show by themselves, before there is any diary: no claim about pain."""
