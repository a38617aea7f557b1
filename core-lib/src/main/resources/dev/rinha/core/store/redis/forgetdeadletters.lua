-- Forgets dead or discarded letters.
-- KEYS: 7:i:BUCKET, 7:dead, 7:discarded, 7:reasons, 7:n
-- ARGV: list 'dead' or 'discarded', then of each dead letter:
--   name          when it died, or was discarded, in 6 bytes, and id of the payment
--   bucket        of its record
-- Answers: how many were there.
local TIME_BYTES = 6
local list = ARGV[1]
local forgotten = 0
for i = 2, #ARGV, 2 do
  local name, bucket = ARGV[i], ARGV[i + 1]
  local id = string.sub(name, TIME_BYTES + 1)
  if redis.call('ZREM', data .. list, name) == 1 then
    redis.call('HDEL', data .. 'i:' .. bucket, id)
    redis.call('HDEL', data .. 'reasons', id)
    forgotten = forgotten + 1
  end
end
if forgotten > 0 then
  redis.call('HINCRBY', data .. 'n', 'accepted', -forgotten)
  redis.call('HINCRBY', data .. 'n', 'forgotten', forgotten)
end
return { forgotten }
