"""The competition: editions, nominations, jury, ballots and scores, and the ambassadors' meetings."""
