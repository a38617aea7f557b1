-- ARGV: field, 'since:reason'. Answers: 1 if it was not paused before, else 0.
return { redis.call('HSETNX', store .. 'pauses', ARGV[1], ARGV[2]) }
