-- ARGV: of each: entry, generation and era, id bucket, id, 'cents:accepted:', processor, requestedAt as it stands in the record, rest of the
-- record, requestedAt in milliseconds, in 6 bytes, cents, in 5 bytes, settledAt.
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

-- A payment that was accepted twice, because the store had gone back, has another time of acceptance in each record.
local function is_settled_so(record, number, millis)
  local accepted, by, requested = string.match(record, '^X:[^:]*:([^:]*):([^:]*):([^:]*):')
  return by == number and number36(accepted) + number36(requested) == tonumber(millis)
end

local function settle(i)
  local entry, records, id = place_of(ARGV[i]), data .. 'i:' .. ARGV[i + 2], ARGV[i + 3]
  if is_purged(ARGV[i + 1]) then
    return CLAIM_LOST
  end
  local record = redis.call('HGET', records, id)
  local number = number_of(ARGV[i + 5])
  local intent = ARGV[i + 4] .. number .. ':' .. ARGV[i + 6] .. ':'
  local state = record and state_of(record)
  if state == 'X' and is_settled_so(record, number, ARGV[i + 8]) then
    leave_queue(entry)
    return ALREADY_SETTLED
  end
  local same = record and string.sub(record, 3, #intent + 2) == intent
  local open = state == 'S' or state == 'D'
  local earlier = is_of_earlier_era(ARGV[i + 1])
  -- The store may have gone back to before the attempt, and to before the acceptance: executed is executed.
  -- An attempt that is open there may be older.
  local gone = not record
      and math.floor(ARGV[i + 8] / 60000) > tonumber(redis.call('HGET', data .. 'n', 'forgotten-minute') or -1)
  if not (gone or state == 'Q' or (open and same) or (earlier and (open or state == 'L'))) then
    return keep_conflict(id, ARGV[i + 5], ARGV[i + 8], ARGV[i + 12])
  end
  local ledger_entry = id .. ARGV[i + 9] .. string.char(number) .. ARGV[i + 11]
  if record then
    if string.match(record, '^..([^:]*)') ~= string.match(ARGV[i + 4], '^[^:]*') then
      keep_conflict(id, ARGV[i + 5], ARGV[i + 8], ARGV[i + 12])
    end
    if state == 'L' then
      leave_the_dead(record, id)
    end
  end
  redis.call('HSET', records, id, 'X:' .. intent .. ARGV[i + 7])
  if earlier and not (open and same) then
    went_back()
  end
  if gone then
    redis.call('HINCRBY', data .. 'n', 'accepted', 1)
  end
  local minute = count_at_every_level(tonumber(ARGV[i + 8]), number, 1, tonumber(ARGV[i + 10]))
  local entries = at(by_minute, minute)
  entries[#entries + 1] = ledger_entry
  settled = settled + 1
  no_longer_in_doubt(record or '', id)
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
