-- KEYS: pauses, paused-at
-- ARGV: field, 'since:reason'. Answers: 1 if it was not paused before, else 0.
local field, pause = unpack(ARGV)
local fresh = redis.call('HSETNX', store .. 'pauses', field, pause)
if fresh == 1 then
  local time = redis.call('TIME')
  redis.call('HSET', store .. 'paused-at', field, time[1] * 1000 + math.floor(time[2] / 1000))
end
return { fresh }
