-- ARGV: field. Answers: 1 if it was paused, else 0.
return { redis.call('HDEL', store .. 'pauses', ARGV[1]) }
