"""What Excel calls: one thin function a ribbon button over the library."""
