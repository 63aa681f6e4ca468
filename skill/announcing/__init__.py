"""How a home is told that something waits: Alexa's notifications, a sensor in Home Assistant, and a played one."""
