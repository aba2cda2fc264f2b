"""The screens of the Centre's day: the door, the calendar, series, lists on paper."""
