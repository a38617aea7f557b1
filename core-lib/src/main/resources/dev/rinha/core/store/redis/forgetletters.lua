-- Forgets dead or discarded letters.
-- ARGV: 'dead' or 'discarded', then of each: name, id bucket. Answers: how many were there.
local TIME_BYTES = 6
local forgotten = 0
for i = 2, #ARGV, 2 do
  local id = string.sub(ARGV[i], TIME_BYTES + 1)
  if redis.call('ZREM', data .. ARGV[1], ARGV[i]) == 1 then
    redis.call('HDEL', data .. 'i:' .. ARGV[i + 1], id)
    redis.call('HDEL', data .. 'reasons', id)
    forgotten = forgotten + 1
  end
end
if forgotten > 0 then
  redis.call('HINCRBY', data .. 'n', 'accepted', -forgotten)
  redis.call('HINCRBY', data .. 'n', 'forgotten', forgotten)
end
return { forgotten }
