"""Speech as captions: drafted by a machine or typed, set right by their author, then translated."""
