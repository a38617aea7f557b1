-- ARGV: worker. Answers nothing.
redis.call('HDEL', store .. 'workers', ARGV[1])
return {}
