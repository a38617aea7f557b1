-- KEYS: told
-- ARGV: worker. Answers nothing. If it has not told in this era, others go on waiting for that.
local worker = ARGV[1]
if redis.call('HGET', store .. 'told', worker) == era_now() then
  redis.call('HDEL', store .. 'told', worker)
end
return {}
