-- KEYS: 7:i:BUCKET, 7:reasons, 7:places
-- ARGV, of each payment: bucket and id of its record.
-- Answers: processors, generation, then of each: record, reason of death, place in the queue, of those in doubt.
local answer = { redis.call('HGETALL', PROCESSORS), generation }
for i = 1, #ARGV, 2 do
  local bucket, id = ARGV[i], ARGV[i + 1]
  answer[#answer + 1] = redis.call('HGET', data .. 'i:' .. bucket, id)
  answer[#answer + 1] = redis.call('HGET', data .. 'reasons', id)
  answer[#answer + 1] = redis.call('HGET', data .. 'places', id)
end
return answer
