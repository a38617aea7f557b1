-- KEYS: traffic:MINUTE, traffic-routings
-- ARGV: first minute, last minute. Answers: processors and routings, flat with their numbers, then of each minute
-- of which something is kept: minute, its hash, flat.
local answer = { redis.call('HGETALL', PROCESSORS), redis.call('HGETALL', store .. 'traffic-routings') }
for minute = tonumber(ARGV[1]), tonumber(ARGV[2]) do
  local text = string.format('%.0f', minute)
  local hash = redis.call('HGETALL', store .. 'traffic:' .. text)
  if #hash > 0 then
    answer[#answer + 1] = text
    answer[#answer + 1] = hash
  end
end
return answer
