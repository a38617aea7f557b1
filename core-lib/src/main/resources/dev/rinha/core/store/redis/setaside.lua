-- Moves entries that cannot be read out of the queue, to where an operator finds them; of more than so many the oldest go.
-- KEYS: 7:aside
-- ARGV: worker, then of each entry: its place in the queue, and the reason. Answers: places of those that are moved.
local MOST, VALUES, ID_BYTES = 10000, 1000, 16
local worker = ARGV[1]
local answer = {}
for i = 2, #ARGV, 2 do
  local place, reason = ARGV[i], ARGV[i + 1]
  local pending = redis.call('XPENDING', QUEUE, GROUP, place, place, 1)[1]
  local entry = redis.call('XRANGE', QUEUE, place, place)[1]
  if pending and pending[2] == worker and entry then
    local values = entry[2]
    -- Leaving comes first: then a full Redis does not refuse what follows.
    leave_queue(place, string.sub(values[4] or '', ID_BYTES + 1))
    redis.call('XADD', data .. 'aside', 'MAXLEN', MOST, '*', 'place', place, 'reason', reason,
        unpack(values, 1, math.min(#values, VALUES)))
    answer[#answer + 1] = place
  end
end
return answer
