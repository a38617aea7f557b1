-- ARGV: worker. Answers nothing. If it has not told in this era, others go on waiting for that.
if redis.call('HGET', store .. 'workers', ARGV[1]) == era_now() then
  redis.call('HDEL', store .. 'workers', ARGV[1])
end
return {}
