-- ARGV: of each: entry, generation, id bucket, id, 'cents:accepted:', processor, requestedAt as it stands in
-- the record, rest of the record, requestedAt in milliseconds, in 6 bytes, cents, in 5 bytes, settledAt.
local MAX_CONFLICTS = 10000
local answer = {}
local settled, by_minute = 0, {}

local function keep_conflict(id, processor, millis, settled_at)
  local conflicts, field = data .. 'conflicts', id .. millis .. ':' .. processor
  if redis.call('HEXISTS', conflicts, field) == 0 then
    redis.call('HINCRBY', data .. 'n', 'conflicts', 1)
    if redis.call('HLEN', conflicts) < MAX_CONFLICTS then
      redis.call('HSET', conflicts, field, settled_at)
    end
  end
  return CONFLICT
end

local function settle(i)
  local entry, records, id = place_of(ARGV[i]), data .. 'i:' .. ARGV[i + 2], ARGV[i + 3]
  if ARGV[i + 1] ~= generation then
    return CLAIM_LOST
  end
  local record = redis.call('HGET', records, id) or ''
  local number = redis.call('HGET', PROCESSORS, ARGV[i + 5]) or ''
  local intent = ARGV[i + 4] .. number .. ':' .. ARGV[i + 6] .. ':'
  local state = state_of(record)
  local same = string.sub(record, 3, #intent + 2) == intent
  if state == 'X' and same then
    leave_queue(entry)
    return ALREADY_SETTLED
  end
  if not same or (state ~= 'S' and state ~= 'D') then
    return keep_conflict(id, ARGV[i + 5], ARGV[i + 8], ARGV[i + 12])
  end
  local ledger_entry = id .. ARGV[i + 9] .. string.char(number) .. ARGV[i + 11]
  redis.call('HSET', records, id, 'X:' .. intent .. ARGV[i + 7])
  local minute = count_at_every_level(tonumber(ARGV[i + 8]), number, 1, tonumber(ARGV[i + 10]))
  local entries = at(by_minute, minute)
  entries[#entries + 1] = ledger_entry
  settled = settled + 1
  no_longer_in_doubt(record, id)
  finish(entry, id)
  return DONE
end

for i = 1, #ARGV, 13 do
  -- An error must not keep from the totals what is settled already. With nothing settled it may be the server's,
  -- which says no to all of them.
  local done, became = pcall(settle, i)
  if not done and settled == 0 then
    error(became)
  end
  answer[#answer + 1] = done and became or REFUSED
end

for minute, entries in pairs(by_minute) do
  if redis.call('RPUSH', data .. 'l:' .. minute, unpack(entries)) == #entries then
    redis.call('ZADD', data .. 'minutes', minute, minute)
  end
end
write_totals()
if settled > 0 then
  redis.call('HINCRBY', data .. 'n', 'settled', settled)
end
return answer
