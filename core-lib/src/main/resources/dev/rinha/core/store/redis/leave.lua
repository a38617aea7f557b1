-- ARGV: worker. Answers nothing. If it has not told in this era, others go on waiting for that.
if redis.call('HGET', store .. 'told', ARGV[1]) == era_now() then
  redis.call('HDEL', store .. 'told', ARGV[1])
end
return {}
