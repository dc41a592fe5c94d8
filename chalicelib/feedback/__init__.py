"""Reports and ideas of citizens, from sending to the verdict."""
