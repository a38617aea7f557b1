-- Reads minutes of the ledger.
-- KEYS: 7:l:MINUTE, 7:forgotten
-- ARGV:
--   first_minute
--   passed        entries of that one to pass over
--   limit         entries wanted at most
--   beyond        where to go on after all minutes, '' at the end
--   minutes       of which there are entries, oldest first
-- Answers: processors, generation, entries, and where to go on: minute ('' at the end) and entries of it to
-- pass over; and of what minutes the entries are: minute, how many of it lie before, how many of it are here. They are
-- counted from the first that the minute ever had, so that what is forgotten meanwhile moves nothing.
local first_minute, passed, limit, beyond = unpack(ARGV)
local offset, room = tonumber(passed), tonumber(limit)
local entries, of_minutes = {}, {}
local processors = redis.call('HGETALL', PROCESSORS)
for i = 5, #ARGV do
  local minute = ARGV[i]
  if tonumber(minute) ~= tonumber(first_minute) then
    offset = 0 -- Also when all of the first one was forgotten meanwhile.
  end
  local forgotten = tonumber(redis.call('HGET', data .. 'forgotten', minute) or 0)
  local first = math.max(0, offset - forgotten)
  local found = redis.call('LRANGE', data .. 'l:' .. minute, first, first + room - 1)
  for _, entry in ipairs(found) do
    entries[#entries + 1] = entry
  end
  for _, of_minute in ipairs({ minute, forgotten + first, #found }) do
    of_minutes[#of_minutes + 1] = of_minute
  end
  room = room - #found
  if room == 0 then
    return { processors, generation, entries, minute, forgotten + first + #found, of_minutes }
  end
end
return { processors, generation, entries, beyond, 0, of_minutes }
