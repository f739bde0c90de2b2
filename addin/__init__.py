"""What Excel and LibreOffice call: one thin function a ribbon button over the library."""
