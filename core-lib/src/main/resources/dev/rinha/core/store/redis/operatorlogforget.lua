-- Forgets the oldest acts of operators.
-- KEYS: operator-log
-- ARGV:
--   before    those that were written down before this time, milliseconds since the epoch
--   most      at most so many
-- Answers how many.
local before, most = unpack(ARGV)
local old = redis.call('XRANGE', store .. 'operator-log', '-', '(' .. before .. '-0', 'COUNT', most)
for _, entry in ipairs(old) do
  redis.call('XDEL', store .. 'operator-log', entry[1])
end
return { #old }
