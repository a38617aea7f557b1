-- ARGV: field. Answers: 1 if it was paused, else 0.
redis.call('HDEL', store .. 'paused-at', ARGV[1])
return { redis.call('HDEL', store .. 'pauses', ARGV[1]) }
