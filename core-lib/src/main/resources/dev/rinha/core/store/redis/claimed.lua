-- Reads the records of payments that were just taken over. Those that have ended leave the queue.
-- KEYS: 7:i:BUCKET
-- ARGV, of each payment: claim, bucket and id of its record.
-- Answers: processors, generation, then of each: record, '' if there is none, nothing if it has ended.
local answer = { redis.call('HGETALL', PROCESSORS), generation }

local function record_of(claim, bucket, id)
  local record = redis.call('HGET', data .. 'i:' .. bucket, id) or ''
  if string.find(record, '^[XLT]') then
    leave_queue(place_of(claim), record)
    return false
  end
  return record
end

for i = 1, #ARGV, 3 do
  answer[#answer + 1] = record_of(unpack(ARGV, i, i + 2))
end
return answer
