-- Queues payments again that are unfinished and were seen not to be in the queue, whatever their records say.
-- ARGV: of each: id bucket, id, state, 'cents:accepted:', processor ('' for none) and rest of the record as it was
-- seen, when queued as it stands in an entry, history. Answers: 1 if it is queued again, else 0.
local answer = {}

local function is_queued_again(id)
  local place = redis.call('HGET', PLACES, id)
  return place and #redis.call('XRANGE', QUEUE, place, place) > 0
end

local function requeue(i)
  local id, base, text = ARGV[i + 1], ARGV[i + 3], ARGV[i + 2] .. ':' .. ARGV[i + 3]
  if ARGV[i + 4] ~= '' then
    text = text .. number_of(ARGV[i + 4]) .. ':'
  end
  if redis.call('HGET', data .. 'i:' .. ARGV[i], id) ~= text .. ARGV[i + 5] or is_queued_again(id) then
    return 0
  end
  put_in_queue(ARGV[i], id, base, ARGV[i + 6], ARGV[i + 7])
  return 1
end

for i = 1, #ARGV, 8 do
  answer[#answer + 1] = requeue(i)
end
return answer
