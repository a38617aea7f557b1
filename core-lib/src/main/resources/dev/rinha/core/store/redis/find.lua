-- ARGV: of each: id bucket, id. Answers: processors, generation, then of each: record, reason of death, place in
-- the queue, of those in doubt.
local answer = { redis.call('HGETALL', PROCESSORS), generation }
for i = 1, #ARGV, 2 do
  local id = ARGV[i + 1]
  answer[#answer + 1] = redis.call('HGET', data .. 'i:' .. ARGV[i], id)
  answer[#answer + 1] = redis.call('HGET', data .. 'reasons', id)
  answer[#answer + 1] = redis.call('HGET', data .. 'places', id)
end
return answer
