-- Settles payments: record, totals, ledger and queue.
-- KEYS: 7:i:BUCKET, 7:l:MINUTE, 7:minutes, 7:conflicts, 7:n
-- ARGV, of each payment:
--   claim         place in the queue and number of deliveries
--   fence         generation and era in which that was handed out
--   bucket, id    of its record
--   base          'cents:accepted:'
--   processor     which has executed it
--   requested     requestedAt as it stands in the record
--   rest          of the record
--   millis        requestedAt in milliseconds
--   millis_bytes  the same in 6 bytes
--   cents
--   cents_bytes   the same in 5 bytes
--   settled_at    in milliseconds, for a conflict
-- Answers, of each: ordinal of WorkQueue.WriteResult.
local MAX_CONFLICTS = 10000
local LATEST = 1000
local answer = {}
local settled, by_minute = 0, {}

-- executed is the record as it were without the contradiction.
local function keep_conflict(id, processor, millis, settled_at, executed)
  local conflicts, field = data .. 'conflicts', id .. millis .. ':' .. processor
  if redis.call('HEXISTS', conflicts, field) == 0 then
    redis.call('HINCRBY', data .. 'n', 'conflicts', 1)
    report('conflict', id, executed, '')
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

-- Of a payment that was accepted once more after its record was gone. It is among the latest, or else whoever takes
-- it takes it off.
local function leave_unknown_place(id)
  for _, entry in ipairs(redis.call('XREVRANGE', QUEUE, '+', '-', 'COUNT', LATEST)) do
    local payload = entry[2][4] or ''
    if string.sub(payload, 1, #id) == id then
      leave_queue(entry[1], string.sub(payload, #id + 1))
    end
  end
end

local function settle(
  claim, fence, bucket, id, base, processor, requested, rest, millis, millis_bytes, cents, cents_bytes, settled_at)
  local place, records = place_of(claim), data .. 'i:' .. bucket
  if is_purged(fence) then
    return CLAIM_LOST
  end
  local record = redis.call('HGET', records, id)
  local number = number_of(processor)
  local intent = base .. number .. ':' .. requested .. ':'
  local executed = 'X:' .. intent .. rest
  local state = record and state_of(record)
  if state == 'X' and is_settled_so(record, number, millis) then
    leave_queue(place, record)
    return ALREADY_SETTLED
  end
  local same = record and string.sub(record, 3, #intent + 2) == intent
  local open = state == 'S' or state == 'D'
  local earlier = is_of_earlier_era(fence)
  -- The store may have gone back to before the attempt, and to before the acceptance: executed is executed.
  -- An attempt that is open there may be older.
  local gone = not record
      and math.floor(millis / 60000) > tonumber(redis.call('HGET', data .. 'n', 'forgotten-minute') or -1)
  if not (gone or state == 'Q' or (open and same) or (earlier and (open or state == 'L'))) then
    return keep_conflict(id, processor, millis, settled_at, executed)
  end
  local ledger_entry = id .. millis_bytes .. string.char(number) .. cents_bytes
  if record then
    if string.match(record, '^..([^:]*)') ~= string.match(base, '^[^:]*') then
      keep_conflict(id, processor, millis, settled_at, executed)
    end
    if state == 'L' and not leave_dead_letters(record, id) then
      error('a record that cannot be read')
    end
  end
  redis.call('HSET', records, id, executed)
  if earlier and not (open and same) then
    went_back()
  end
  if gone then
    redis.call('HINCRBY', data .. 'n', 'accepted', 1)
  end
  local minute = count_at_every_level(tonumber(millis), number, 1, tonumber(cents))
  local entries = at(by_minute, minute)
  entries[#entries + 1] = ledger_entry
  settled = settled + 1
  no_longer_in_doubt(record or '', id)
  if not finish(place, id, record or executed) and state == 'Q' then
    leave_unknown_place(id)
  end
  report('settled', id, executed, '')
  return DONE
end

for i = 1, #ARGV, 13 do
  -- An error must not keep from the totals what is settled already. With nothing settled it may be the server's,
  -- which says no to all of them.
  local done, became = pcall(settle, unpack(ARGV, i, i + 12))
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
return answered(answer)
