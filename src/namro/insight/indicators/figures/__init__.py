"""One module a figure: its result, what is behind a number, and its definition.

What each costs, by EXPLAIN ANALYZE on 4,000 people in 322 units with ten years behind them (520,000 ratings, 40,000 means of
years, 1,051 lists with 100,000 sheets, 4,800 petitions), all of it asked at once; each is one query, and so is its list:

figure      the whole city   an agency of 8 units   one unit     what is read
ratings     80 ms            9 ms                   1 ms         tallies by unit (ratingtally_unit); the list by rating_unit
excellent   43 ms            2 ms                   under 1 ms   caps and tallies of lists, added up without a join
reviewers   7 ms             under 1 ms             under 1 ms   sums of published lists
copies      2 ms             under 1 ms             under 1 ms   the same sums
gap         63 ms            2 ms                   under 1 ms   years by rating_unit, each with its mean
petitions   83 ms            5 ms                   1 ms         petitions by unit, or by the day received
lateness    50 ms            2 ms                   under 1 ms   lists by unit; sheets of lists not published yet

No query of an agency or a unit reads all ratings or all sheets; a city asked for everything there is reads its tallies whole.
"""
