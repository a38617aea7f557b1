-- ARGV: only minutes before this one, entries wanted at most. Answers: the oldest minute of the ledger, or '' if
-- there is none before, and its first entries.
local before, limit = unpack(ARGV)
local minute = redis.call('ZRANGEBYSCORE', data .. 'minutes', '-inf', '(' .. before, 'LIMIT', 0, 1)[1]
if not minute then
  return { '' }
end
return { minute, unpack(redis.call('LRANGE', data .. 'l:' .. minute, 0, limit - 1)) }
