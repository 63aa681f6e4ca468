"""Pages for the person at the speaker's home: server-rendered, without JavaScript."""
