"""Records rendered as text or bytes: pure functions, one module a format, nothing imported here."""
