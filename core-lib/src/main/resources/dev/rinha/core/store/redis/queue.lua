-- Reads the queue, or what was set aside from it.
-- KEYS: 7:aside
-- ARGV: 'queue' or 'aside'; the place after which to go on, or ''; entries wanted at most. Answers: place, and
-- fields with values, of each.
local stream, after, limit = unpack(ARGV)
local answer = {}
local first = after == '' and '-' or '(' .. after
for _, entry in ipairs(redis.call('XRANGE', stream == 'queue' and QUEUE or data .. 'aside', first, '+', 'COUNT', limit)) do
  answer[#answer + 1] = entry[1]
  answer[#answer + 1] = entry[2]
end
return answer
