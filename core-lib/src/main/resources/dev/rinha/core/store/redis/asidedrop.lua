-- KEYS: 7:aside
-- ARGV: names of entries that are set aside. Answers: how many of them it has deleted.
return { redis.call('XDEL', data .. 'aside', unpack(ARGV)) }
