-- ARGV: worker, max, idle milliseconds.
-- Answers: processors, generation, then entry, payload and record of each claim.
local answer = { redis.call('HGETALL', PROCESSORS), generation }

local function take_over(entry, deliveries)
  local message = redis.call('XCLAIM', QUEUE, GROUP, ARGV[1], 0, entry)[1]
  if not message then
    redis.call('XACK', QUEUE, GROUP, entry)
    return
  end
  local payload = message[2][4]
  local id, bucket = string.sub(payload, 1, 16), string.match(payload, '^(%d+):', 17)
  local record = redis.call('HGET', data .. 'i:' .. bucket, id)
  if not record or state_of(record) == 'X' or state_of(record) == 'L' or state_of(record) == 'T' then
    leave_queue(entry)
    return
  end
  answer[#answer + 1] = entry .. '/' .. deliveries
  answer[#answer + 1] = payload
  answer[#answer + 1] = record
end

repeat
  local idle = redis.call('XPENDING', QUEUE, GROUP, 'IDLE', ARGV[3], '-', '+', ARGV[2])
  for _, pending in ipairs(idle) do
    take_over(pending[1], pending[4] + 1)
  end
until #idle == 0 or #answer > 2
return answer
