-- KEYS: operator-log
-- ARGV: how many. Answers: of the last so many acts, the latest first, at, who, from, what, subject and reason.
local answer = {}
for _, entry in ipairs(redis.call('XREVRANGE', store .. 'operator-log', '+', '-', 'COUNT', ARGV[1])) do
  for i = 2, 12, 2 do
    answer[#answer + 1] = entry[2][i]
  end
end
return answer
