"""What a quantity counts or measures: the rules of `find_counted`, from the number outwards."""
